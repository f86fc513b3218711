// Asks callers how they were served, and tells what they answered.
import { makeFact } from "@tandem/kernel";
import type { Clock, FactContent, FactPublisher } from "@tandem/kernel";
import type { DialogueParty, Dialogues } from "#contact-center/dialogues";
import type { SurveyFact, SurveySubject } from "./survey-facts.ts";
import { survey } from "./survey.ts";
import type { SurveyForm } from "./survey.ts";

export type SurveysOptions = {
  readonly clock: Clock;
  readonly dialogues: Pick<Dialogues, "run">;
  readonly facts: FactPublisher<SurveyFact>;
};

export type SurveyRequest = {
  readonly party: DialogueParty;
  /** The flow's node that asks. */
  readonly node: string;
  readonly form: SurveyForm;
  readonly subject: SurveySubject;
};

export class Surveys {
  readonly #options: SurveysOptions;

  constructor(options: SurveysOptions) {
    this.#options = options;
  }

  /** Asks a caller; `SurveyEnded` tells when that is over. */
  ask({ party, node, form, subject }: SurveyRequest): void {
    const { tenantId, callId } = party;
    const about = { tenantId, callId };
    let answers = 0;
    const questions = form.questions.map(({ name }) => name);
    this.#publish({ type: "SurveyStarted", ...about, node, questions, ...subject });
    this.#options.dialogues.run(party, survey(form), {
      onNews: ({ question, score }) => {
        answers += 1;
        this.#publish({ type: "SurveyAnswered", ...about, question, score, ...subject });
      },
      onEnd: () => this.#publish({ type: "SurveyEnded", ...about, answers }),
    });
  }

  #publish(content: FactContent<SurveyFact>): void {
    this.#options.facts.publish(makeFact<SurveyFact>(this.#options.clock, content));
  }
}

// The questions of a survey while they are written: what is wrong with each, and their order.
import type { QuestionLimits } from "./node-fields.ts";

export type Question = { readonly name: string; readonly prompts: readonly string[] };
/** A question on the form; its id is not of the document, and stays when the name changes. */
export type QuestionRow = Question & { readonly id: number };

export type QuestionFault = {
  readonly name?: "name-missing" | "name-wrong" | "name-twice";
  readonly prompts?: "prompts-missing" | "prompts-many";
};

/** Pure: for each question what is wrong with it. Of two that have one name both are told. */
export function faultsOf(questions: readonly Question[], limits: QuestionLimits): QuestionFault[] {
  const pattern = new RegExp(limits.namePattern);
  const nameFault = (name: string): QuestionFault["name"] => {
    if (name === "") return "name-missing";
    if (!pattern.test(name)) return "name-wrong";
    return questions.filter((each) => each.name === name).length > 1 ? "name-twice" : undefined;
  };
  const promptFault = (prompts: readonly string[]): QuestionFault["prompts"] => {
    if (prompts.length === 0) return "prompts-missing";
    return prompts.length > limits.mostPrompts ? "prompts-many" : undefined;
  };
  return questions.map(({ name, prompts }) => {
    const faults = [nameFault(name), promptFault(prompts)] as const;
    return { ...(faults[0] && { name: faults[0] }), ...(faults[1] && { prompts: faults[1] }) };
  });
}

/** Pure: the list with the item at `at` so many places further; unchanged where there is no such place. */
export function moved<Item>(items: readonly Item[], at: number, by: number): readonly Item[] {
  const item = items[at];
  const to = at + by;
  if (item === undefined || to < 0 || to >= items.length) return items;
  const others = items.toSpliced(at, 1);
  return others.toSpliced(to, 0, item);
}

/** Pure: what a node has for questions; what is none is left out. */
export function questionsIn(value: unknown): Question[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    if (typeof each !== "object" || each === null) return [];
    const { name, prompts } = each as Readonly<Record<string, unknown>>;
    return [
      {
        name: typeof name === "string" ? name : "",
        prompts: Array.isArray(prompts) ? prompts.map(String) : [],
      },
    ];
  });
}

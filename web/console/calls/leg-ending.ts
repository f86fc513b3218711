// How one side of a call ended, as a sentence: "The carrier refused: busy (486, Q.850 17 user busy)".
import type { LegEnding } from "@tandem/contract";
import type { Translate } from "#client/text";
import { legCauseKey, q850Key } from "#console/texts";
import type { ConsoleKey } from "#console/texts";

type Say = Translate<ConsoleKey>;

/** Whose side it was. `agentName` is null when it was no agent's, or nobody knows. */
export type EndedSide = {
  readonly kind: "caller" | "agent" | "callee";
  readonly agentName: string | null;
  readonly endCause: string | null;
  /** Null in records of earlier versions, which know the cause alone. */
  readonly ending: LegEnding | null;
};

/** Pure: the sentence; only the cause where more is not known, a dash where nothing is. */
export function endingSentence(side: EndedSide, t: Say): string {
  const { ending, endCause } = side;
  if (endCause === null) return "–";
  const cause = t(legCauseKey(endCause));
  if (ending === null) return cause;
  const sentence = withoutFigures(side, ending, lowerFirst(cause), t);
  const figures = figuresOf(ending, t);
  return figures === "" ? sentence : t("ending.said", { sentence, figures });
}

function withoutFigures(side: EndedSide, { by, said }: LegEnding, cause: string, t: Say): string {
  if (by === "us" && said === "bye" && side.endCause === "hung-up-locally") return t("ending.us.hung-up");
  return t(`ending.${by}.${said ?? "nothing"}`, { who: who(side, t), cause });
}

/** A callee is refused by the carrier before, and hangs up themselves after the answer. */
function who({ kind, agentName, ending }: EndedSide, t: Say): string {
  if (kind === "agent" && agentName !== null) return t("ending.who.named", { agent: agentName });
  if (kind === "callee" && ending?.said !== "bye") return t("ending.who.carrier");
  return t(`ending.who.${kind}`);
}

function figuresOf({ status, q850, text, said }: LegEnding, t: Say): string {
  const words = q850 === null ? undefined : q850Key(q850);
  const name = words ? t(words) : (text ?? "");
  const sip = status === null ? "" : `${said === "response" || said === null ? "" : "SIP "}${status}`;
  const parts =
    q850 === null
      ? [[sip, text ?? ""].filter(Boolean).join(" ")]
      : [sip, ["Q.850", String(q850), name].filter(Boolean).join(" ")];
  return parts.filter(Boolean).join(", ");
}

const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);

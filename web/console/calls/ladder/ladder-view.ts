// From a call's messages to the picture: which columns and rows there are, and what each row says.
import type { Ladder, LadderMessage, LadderParty } from "@tandem/contract";

/** The choice that shows every leg. */
export const allLegs = "all";

/** What a message is, by which it is coloured. */
export type MessageKind = "request" | "ending" | "provisional" | "success" | "challenge" | "failure";

/** In the order of the legend. */
const messageKinds: readonly MessageKind[] = [
  "request",
  "provisional",
  "success",
  "challenge",
  "failure",
  "ending",
];

export type LadderRow = {
  /** Place in the whole ladder, whatever is filtered. */
  readonly index: number;
  readonly message: LadderMessage;
  readonly kind: MessageKind;
  /** Method, or status and reason. */
  readonly label: string;
  /** The method a response answers; undefined for requests. */
  readonly answers: string | undefined;
  readonly hasSdp: boolean;
  /** Columns the arrow begins and ends at. */
  readonly from: number;
  readonly to: number;
};

export type LadderView = {
  readonly columns: readonly LadderParty[];
  readonly rows: readonly LadderRow[];
  readonly kinds: readonly MessageKind[];
};

/** `legId` is a party's id, or `allLegs`. */
export function ladderView({ parties, messages }: Ladder, legId: string): LadderView {
  const columns = parties.filter(({ id, kind }) => legId === allLegs || id === legId || kind === "tandem");
  const place = new Map(columns.map(({ id }, index) => [id, index]));
  const rows = messages.flatMap((message, index) => {
    const [from, to] = [place.get(message.from), place.get(message.to)];
    return from === undefined || to === undefined ? [] : [{ index, from, to, ...rowOf(message) }];
  });
  return { columns, rows, kinds: messageKinds.filter((kind) => rows.some((row) => row.kind === kind)) };
}

function rowOf(message: LadderMessage): Omit<LadderRow, "index" | "from" | "to"> {
  const [, statusText, reason] = /^SIP\/2\.0 (\d{3})\s*(.*)$/i.exec(message.firstLine) ?? [];
  const hasSdp = /\r?\n\r?\nv=0/.test(message.text);
  if (statusText === undefined) {
    const method = message.firstLine.split(" ", 1)[0] ?? "";
    const kind = method === "BYE" || method === "CANCEL" ? "ending" : "request";
    return { message, kind, label: method, answers: undefined, hasSdp };
  }
  const status = Number(statusText);
  const answers = /^cseq[ \t]*:[ \t]*\d+[ \t]+(\S+)/im.exec(message.text)?.[1];
  return {
    message,
    kind: kindOfStatus(status),
    label: `${status} ${reason ?? ""}`.trimEnd(),
    answers,
    hasSdp,
  };
}

/** A challenge and a redirection ask for another try; 487 is how a cancelled INVITE ends (RFC 3261 §9.1). */
function kindOfStatus(status: number): MessageKind {
  if (status < 200) return "provisional";
  if (status < 300) return "success";
  if (status < 400 || status === 401 || status === 407) return "challenge";
  return status === 487 ? "ending" : "failure";
}

/** Time since the call's first message, such as `+12.345`. */
export function formatOffset(afterMs: number): string {
  const seconds = Math.max(0, afterMs) / 1000;
  if (seconds < 60) return `+${seconds.toFixed(3)}`;
  const rest = (seconds % 60).toFixed(3).padStart(6, "0");
  return `+${Math.floor(seconds / 60)}:${rest}`;
}

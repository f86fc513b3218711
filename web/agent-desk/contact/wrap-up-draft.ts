// What the agent has filled in about a call so far; kept in the tab until it is filed, so that a reload loses nothing.

export type WrapUpDraft = {
  readonly callId: string;
  readonly disposition: string | undefined;
  readonly note: string;
};

const storageKey = "tandem.wrap-up-draft";

/** The part of Web Storage that the draft needs. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The draft of this call, or an empty one: another call's draft never shows up here. */
export function readDraft(storage: DraftStorage, callId: string): WrapUpDraft {
  const empty: WrapUpDraft = { callId, disposition: undefined, note: "" };
  try {
    const stored = JSON.parse(storage.getItem(storageKey) ?? "{}") as Partial<WrapUpDraft>;
    if (stored.callId !== callId) return empty;
    return { callId, disposition: stored.disposition, note: stored.note ?? "" };
  } catch {
    return empty;
  }
}

export function keepDraft(storage: DraftStorage, draft: WrapUpDraft): void {
  storage.setItem(storageKey, JSON.stringify(draft));
}

/** The note is personal data: it leaves the browser's storage as soon as it is filed. */
export function dropDraft(storage: DraftStorage): void {
  storage.removeItem(storageKey);
}

/** How long before the end of wrap-up a complete draft is filed by itself, ms; a round trip must fit in. */
const fileBeforeEndMs = 2_000;

/** Pure: in how many ms to file by itself, so that what was chosen is not lost; undefined when nothing was chosen. */
export function filesItselfInMs(
  draft: WrapUpDraft,
  wrapUpUntilMs: number,
  nowMs: number,
): number | undefined {
  if (draft.disposition === undefined) return undefined;
  return Math.max(0, wrapUpUntilMs - fileBeforeEndMs - nowMs);
}

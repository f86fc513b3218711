// A drawing while somebody draws: taken back and done again, saved by itself, and another's saving noticed.
import { useCallback, useEffect, useReducer, useState } from "react";
import { endpoints } from "@tandem/contract";
import type { FlowDraft } from "@tandem/contract";
import { readFlowDocument } from "@tandem/flows";
import type { FlowDocument } from "@tandem/flows";
import { callEndpoint } from "#client/api";
import { openHistory, stepHistory } from "./draft-history.ts";
import type { DraftAction, DraftHistory } from "./draft-history.ts";
import { DraftSaver } from "./draft-saver.ts";
import type { PutAnswer, SaveState } from "./draft-saver.ts";

type Options = {
  readonly flowId: string;
  readonly loaded: FlowDraft;
  readonly document: FlowDocument;
  readonly mayWrite: boolean;
  /** Another's drawing has taken the place of ours, which had no changes of its own. */
  readonly onTakenOver: (by: string | null) => void;
};

/** So long nothing is drawn before it is saved. */
const restMs = 700;
/** How long after a saving that failed it is tried again: the line or the database may be back soon. */
const againMs = 5000;
/** How often it is looked whether somebody else has saved. */
const lookMs = 8000;

const reduce: (
  history: DraftHistory<FlowDocument>,
  action: DraftAction<FlowDocument>,
) => DraftHistory<FlowDocument> = stepHistory;

export function useDraft({ flowId, loaded, document, mayWrite, onTakenOver }: Options) {
  const [history, act] = useReducer(reduce, document, openHistory);
  const [state, setState] = useState<SaveState>({ kind: "saved" });
  const [saver] = useState(
    () =>
      new DraftSaver<FlowDocument>({
        draft: document,
        revision: loaded.revision,
        put: (draft, basedOn) => putDraft(flowId, draft, basedOn),
        onState: setState,
      }),
  );
  const { present } = history;
  const isUnsaved = mayWrite && !saver.isSaved(present);
  const shown: SaveState = isUnsaved && state.kind === "saved" ? { kind: "unsaved" } : state;

  useEffect(() => {
    // A conflict is for the person to decide.
    if (!isUnsaved || state.kind === "conflict") return undefined;
    const inMs = state.kind === "not-saved" ? againMs : restMs;
    const timer = setTimeout(() => void saver.save(present), inMs);
    return () => clearTimeout(timer);
  }, [isUnsaved, present, state, saver]);

  // Whoever closes the page is asked whether they want to lose what is not saved.
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isUnsaved]);

  const open = useCallback(
    ({ draft, document: theirs }: Theirs) => {
      act({ kind: "open", draft: theirs });
      saver.open(theirs, draft.revision);
    },
    [saver],
  );

  useEffect(() => {
    let isCurrent = true;
    const look = async () => {
      const theirs = await readTheirs(flowId);
      if (!isCurrent || !theirs || saver.isSaving || theirs.draft.revision <= saver.revision) return;
      if (isUnsaved) return setState({ kind: "conflict", by: theirs.draft.savedBy });
      open(theirs);
      onTakenOver(theirs.draft.savedBy);
    };
    const timer = setInterval(() => void look(), lookMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [flowId, isUnsaved, saver, open, onTakenOver]);

  const draw = useCallback(
    (draft: FlowDocument, about?: string) => {
      if (mayWrite) act({ kind: "draw", draft, ...(about === undefined ? {} : { about }) });
    },
    [mayWrite],
  );

  return {
    document: present,
    state: shown,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    draw,
    undo: () => act({ kind: "undo" }),
    redo: () => act({ kind: "redo" }),
    /** Saves what is not saved; answers the revision, undefined when that failed. */
    saveNow: () => saver.save(present),
    takeTheirs: async () => {
      const theirs = await readTheirs(flowId);
      if (theirs) open(theirs);
    },
    keepMine: async () => {
      const theirs = await readTheirs(flowId);
      if (theirs) await saver.overwrite(present, theirs.draft.revision);
    },
  };
}

export type Draft = ReturnType<typeof useDraft>;

type Theirs = { readonly draft: FlowDraft; readonly document: FlowDocument };

async function readTheirs(flowId: string): Promise<Theirs | undefined> {
  const answer = await callEndpoint(endpoints.getFlowDraft, { params: { flowId } });
  const read = answer.ok ? readFlowDocument(answer.value.document) : undefined;
  return answer.ok && read?.ok ? { draft: answer.value, document: read.value } : undefined;
}

async function putDraft(flowId: string, document: FlowDocument, basedOn: number): Promise<PutAnswer> {
  const body = { basedOn, document };
  const answer = await callEndpoint(endpoints.saveFlowDraft, { params: { flowId }, body });
  if (answer.ok) return { kind: "saved", revision: answer.value.revision };
  const { kind, subject, message } = answer.problem;
  return kind === "changed-meanwhile"
    ? { kind: "conflict", by: subject ?? null }
    : { kind: "not-saved", message };
}

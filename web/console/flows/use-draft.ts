// A drawing while somebody draws: taken back and done again, saved by itself, and another's saving noticed.
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { endpoints } from "@tandem/contract";
import type { FlowDraft } from "@tandem/contract";
import { readFlowDocument } from "@tandem/flows";
import type { FlowDocument } from "@tandem/flows";
import { callEndpoint } from "#client/api";
import { openHistory, stepHistory } from "./draft-history.ts";
import type { DraftAction, DraftHistory } from "./draft-history.ts";

export type SaveState =
  | { readonly kind: "saved" | "unsaved" | "saving" }
  /** Somebody else saved after what this was made from. */
  | { readonly kind: "conflict"; readonly by: string | null }
  | { readonly kind: "not-saved"; readonly message: string };

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
/** How often it is looked whether somebody else has saved. */
const lookMs = 8000;

const reduce: (
  history: DraftHistory<FlowDocument>,
  action: DraftAction<FlowDocument>,
) => DraftHistory<FlowDocument> = stepHistory;

export function useDraft({ flowId, loaded, document, mayWrite, onTakenOver }: Options) {
  const [history, act] = useReducer(reduce, document, openHistory);
  const [state, setState] = useState<SaveState>({ kind: "saved" });
  const [revision, setRevision] = useState(loaded.revision);
  const savedDocument = useRef(document);
  const { present } = history;

  const save = useCallback(
    async (draft: FlowDocument, basedOn: number): Promise<number | undefined> => {
      setState({ kind: "saving" });
      const body = { basedOn, document: draft };
      const answer = await callEndpoint(endpoints.saveFlowDraft, { params: { flowId }, body });
      if (answer.ok) {
        savedDocument.current = draft;
        setRevision(answer.value.revision);
        setState({ kind: "saved" });
        return answer.value.revision;
      }
      const { kind, subject, message } = answer.problem;
      setState(
        kind === "changed-meanwhile"
          ? { kind: "conflict", by: subject ?? null }
          : { kind: "not-saved", message },
      );
      return undefined;
    },
    [flowId],
  );

  useEffect(() => {
    if (!mayWrite || present === savedDocument.current) return undefined;
    setState((before) => (before.kind === "conflict" ? before : { kind: "unsaved" }));
    const timer = setTimeout(() => void save(present, revision), restMs);
    return () => clearTimeout(timer);
    // A conflict is for the person to decide: `revision` changes when they have.
  }, [present, mayWrite, revision, save]);

  const readTheirs = useCallback(async () => {
    const answer = await callEndpoint(endpoints.getFlowDraft, { params: { flowId } });
    const read = answer.ok ? readFlowDocument(answer.value.document) : undefined;
    return answer.ok && read?.ok ? { draft: answer.value, document: read.value } : undefined;
  }, [flowId]);

  const open = useCallback((next: FlowDocument, itsRevision: number) => {
    savedDocument.current = next;
    act({ kind: "open", draft: next });
    setRevision(itsRevision);
    setState({ kind: "saved" });
  }, []);

  useEffect(() => {
    const look = async () => {
      const theirs = await readTheirs();
      if (!theirs || theirs.draft.revision <= revision) return;
      if (present !== savedDocument.current) return setState({ kind: "conflict", by: theirs.draft.savedBy });
      open(theirs.document, theirs.draft.revision);
      onTakenOver(theirs.draft.savedBy);
    };
    const timer = setInterval(() => void look(), lookMs);
    return () => clearInterval(timer);
  }, [revision, present, readTheirs, open, onTakenOver]);

  const draw = useCallback(
    (draft: FlowDocument, about?: string) => {
      if (mayWrite) act({ kind: "draw", draft, ...(about === undefined ? {} : { about }) });
    },
    [mayWrite],
  );

  return {
    document: present,
    revision,
    state,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    draw,
    undo: () => act({ kind: "undo" }),
    redo: () => act({ kind: "redo" }),
    /** Saves what is not saved; answers the revision, undefined when that failed. */
    saveNow: async () =>
      present === savedDocument.current && revision > 0 ? revision : save(present, revision),
    takeTheirs: async () => {
      const theirs = await readTheirs();
      if (theirs) open(theirs.document, theirs.draft.revision);
    },
    keepMine: async () => {
      const theirs = await readTheirs();
      if (theirs) await save(present, theirs.draft.revision);
    },
  };
}

export type Draft = ReturnType<typeof useDraft>;

// Which dialog an INVITE with Replaces is about (RFC 3891 §3), and how one of ours is named to others.
import { dialogKey } from "../dialog/index.ts";
import { parseReplaces } from "../message/index.ts";
import type { Replaces, SipRequest } from "../message/index.ts";
import type { CallDialog } from "./call-ports.ts";
import type { Dialog } from "./types.ts";

type ReplacesLookup =
  | { readonly kind: "none" }
  | { readonly kind: "found"; readonly dialog: CallDialog; readonly earlyOnly: boolean }
  /** 400: unreadable or two; 481: no such dialog; 486: answered, and only an early one was meant; 603: over. */
  | { readonly kind: "refuse"; readonly status: 400 | 481 | 486 | 603 };

/** `dialogs` by key. The header's to-tag is our tag, its from-tag the peer's. */
export function findReplaced(request: SipRequest, dialogs: ReadonlyMap<string, CallDialog>): ReplacesLookup {
  const values = request.list("replaces");
  if (values.length === 0) return { kind: "none" };
  const replaces = values.length === 1 ? parseReplaces(values[0] as string) : undefined;
  if (replaces === undefined) return { kind: "refuse", status: 400 };
  const dialog = findByTags(replaces, dialogs);
  if (dialog === undefined) return { kind: "refuse", status: 481 };
  if (dialog.isEnded) return { kind: "refuse", status: 603 };
  if (dialog.isConfirmed && replaces.earlyOnly) return { kind: "refuse", status: 486 };
  // A call that rings here is not its caller's to replace: only the one who rings elsewhere is.
  if (!dialog.isConfirmed && dialog.role === "uas") return { kind: "refuse", status: 481 };
  return { kind: "found", dialog, earlyOnly: replaces.earlyOnly };
}

function findByTags(
  { callId, toTag, fromTag }: Replaces,
  dialogs: ReadonlyMap<string, CallDialog>,
): CallDialog | undefined {
  // A peer of RFC 2543 has no tag; "0" stands for it (§3).
  return (
    dialogs.get(dialogKey(callId, toTag, fromTag)) ??
    (fromTag === "0" ? dialogs.get(dialogKey(callId, toTag, "")) : undefined)
  );
}

/** The Replaces that names `dialog` at its other end: for a call, or a transfer, that shall take it over. */
export function replacesOf(dialog: Dialog): Replaces {
  const { callId, localTag, remoteTag } = dialog;
  return { callId, toTag: remoteTag, fromTag: localTag === "" ? "0" : localTag, earlyOnly: false };
}

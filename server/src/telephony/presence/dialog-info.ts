// Dialog state as watchers get it: application/dialog-info+xml (RFC 4235 §4). Pure.
import type { MessageBody } from "@tandem/sip";
import { escapeXml } from "./xml.ts";

export type WatchedDialog = {
  /** The same over all documents about this dialog. */
  readonly id: string;
  /** Whether the watched person called or was called. */
  readonly direction: "initiator" | "recipient";
  readonly state: "trying" | "early" | "confirmed";
};

export type DialogInfo = {
  /** Counts up by one with every document of a subscription, from 0. */
  readonly version: number;
  /** Whose dialogs: a SIP URI. */
  readonly entity: string;
  /** All there are. */
  readonly dialogs: readonly WatchedDialog[];
};

/**
 * The full state: a watcher that missed a document is right again with the next one (RFC 4235 §4.3). Who the
 * other party is, is not said: a lamp shows that a colleague speaks, not with whom.
 */
export function dialogInfo({ version, entity, dialogs }: DialogInfo): MessageBody {
  const lines = dialogs.map(
    (dialog) =>
      `  <dialog id="${escapeXml(dialog.id)}" direction="${dialog.direction}">\n` +
      `    <state>${dialog.state}</state>\n` +
      `  </dialog>\n`,
  );
  const text =
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" ` +
    `entity="${escapeXml(entity)}">\n${lines.join("")}</dialog-info>\n`;
  return { contentType: "application/dialog-info+xml", text };
}

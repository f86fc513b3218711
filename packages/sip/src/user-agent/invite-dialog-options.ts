// What the dialog of a call is made from.
import type { DialogState } from "../dialog/index.ts";
import type { SipMessage } from "../message/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { PeerPath } from "./dialog-snapshot-types.ts";
import type { DialogSnapshot } from "./dialog-snapshot-types.ts";
import type { Credentials } from "./types.ts";

export type InviteDialogOptions = {
  state: DialogState;
  path: PeerPath;
  contactUser: string | undefined;
  credentials?: Credentials | undefined;
  /** What the peer sent to make the dialog: its INVITE, or its response to ours; none for a restored one. */
  opening?: SipMessage;
  restored?: DialogSnapshot;
  /** The INVITE to be answered, when the peer sent it. */
  firstInvite?: ServerTransaction;
};

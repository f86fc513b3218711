// What of a dialog is kept for a later process, and how that one takes it up.
//
// A transaction dies with its process, so a dialog is restored at rest: neither side has an offer under way. The
// last records may be missing, and the peer may repeat its last request; both are met by how numbers are taken up.
import { transportOf } from "../transport/index.ts";
import type { Destination } from "../transport/index.ts";
import type { DialogPeer } from "./dialog-peer.ts";
import type { DialogSnapshot, PeerPath, PeerSnapshot } from "./dialog-snapshot-types.ts";
import type { Renegotiation } from "./renegotiation.ts";
import type { SessionTimer } from "./session-timer.ts";

/** What of a confirmed dialog is kept. */
export function snapshotOf(
  peer: DialogPeer,
  timer: SessionTimer,
  { localDescription: local, remoteDescription: remote }: Renegotiation,
): DialogSnapshot {
  return { peer: peer.snapshot(), timer: timer.snapshot(), descriptions: { local, remote } };
}

/** More requests than one dialog sends between two writes of a checkpoint; a peer takes gaps (RFC 3261 §12.2.2). */
const sequenceGap = 10;

/** The peer as the later process begins with it. */
export function restoredPeer({ peer }: DialogSnapshot): Pick<PeerSnapshot, "state" | "path" | "contactUser"> {
  const { state, path, contactUser } = peer;
  const { remoteSequence } = state;
  return {
    state: {
      ...state,
      localSequence: state.localSequence + sequenceGap,
      // The peer's last request may come again, and whoever answered it is gone: it is answered anew.
      remoteSequence: remoteSequence === undefined ? undefined : remoteSequence - 1,
    },
    path: restoredPath(path),
    contactUser,
  };
}

/** Connections are numbered anew by each process: an old number must not name somebody else's. */
function restoredPath({ fixed, order }: PeerPath): PeerPath {
  const isConnection = "flow" in fixed && transportOf(fixed) !== "udp";
  return { order, fixed: isConnection ? lostFlow(fixed) : fixed };
}

function lostFlow(fixed: Destination): Destination {
  return { flow: `${transportOf(fixed)}:lost` };
}

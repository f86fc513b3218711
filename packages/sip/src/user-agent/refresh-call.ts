// One refresh of a call's session timer (RFC 4028 §7.4): nothing about the call changes by it.
import type { DialogPeer } from "./dialog-peer.ts";
import type { Renegotiation } from "./renegotiation.ts";

/**
 * By UPDATE when the peer knows it, else by a re-INVITE that offers what is in force. `onAnswer` hears an answer
 * that is new. False when the refresh did not succeed.
 */
export async function refreshCall(
  peer: DialogPeer,
  renegotiation: Renegotiation,
  onAnswer: (answer: string) => void,
): Promise<boolean> {
  if (peer.allowsUpdate) {
    const updated = await renegotiation.refreshByUpdate();
    if (updated.ok) return true;
    const { error } = updated;
    const isUnknown = error.kind === "rejected" && (error.status === 405 || error.status === 501);
    if (!isUnknown) return false;
    peer.forgetUpdate();
  }
  const { localDescription, remoteDescription } = renegotiation;
  if (localDescription === undefined) return false;
  const refreshed = await renegotiation.offer(localDescription, "INVITE");
  if (!refreshed.ok) return false;
  const { answer } = refreshed.value;
  if (answer !== undefined && answer !== remoteDescription) onAnswer(answer);
  return true;
}

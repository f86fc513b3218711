// The sound side of a JsSIP call: what we send, when the offer is ready, and where the other side is heard.
import type { DTMF_TRANSPORT } from "jssip/lib/Constants";
import type { AnswerOptions, RTCSession } from "jssip/lib/RTCSession";

/** Sound only, straight to the server: it is reachable, so no STUN or TURN is asked. */
export const soundOptions: AnswerOptions = {
  mediaConstraints: {
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: false,
  },
  pcConfig: { iceServers: [] },
};

/**
 * Plays the other side through `audio`, and sends our description at the first host candidate instead of waiting until
 * all are gathered: the server learns the others from our connectivity checks (RFC 8445 §7.3.1.3).
 */
export function attachSound(call: RTCSession, audio: HTMLAudioElement): void {
  call.on("icecandidate", ({ candidate, ready }) => {
    if (candidate.type === "host") ready();
  });
  const play = (connection: RTCPeerConnection) => {
    connection.addEventListener("track", ({ track, streams }) => {
      audio.srcObject = streams[0] ?? new MediaStream([track]);
      // Refused only before the first click on the page; the answer button is one.
      audio.play().catch(() => undefined);
    });
  };
  // The connection of an outgoing call exists before anybody can listen for it.
  if (call.connection) play(call.connection);
  else call.on("peerconnection", ({ peerconnection }) => play(peerconnection));
}

// The enum is declared but its runtime object would pull in all of JsSIP.
const overRtp = "RFC2833" as unknown as DTMF_TRANSPORT;

/** Sends one key of the telephone within the sound (RFC 4733, which replaced RFC 2833). */
export function sendDigit(call: RTCSession, key: string): void {
  call.sendDTMF(key, { transportType: overRtp });
}

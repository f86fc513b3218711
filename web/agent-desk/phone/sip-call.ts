// Two things that JsSIP's calls do not do by themselves: begin on hold, and outlive a way of the sound that failed.
import type { RTCSession } from "jssip/lib/RTCSession";

/** Offers sound one way only, so that a call taken back on hold is never open for a moment (RFC 3264 §8.4). */
export function holdFirstOffer(call: RTCSession): void {
  call.once("sdp", (offer: { sdp: string }) => {
    offer.sdp = offer.sdp.replaceAll("a=sendrecv", "a=sendonly");
  });
}

/** A network that comes back finds the call where it was: JsSIP alone would end it (its own listener is stopped). */
export function keepOnFailedWay(call: RTCSession, onWayLost: () => void): void {
  const watch = (connection: RTCPeerConnection) => {
    const onChange = (event: Event) => {
      const { iceConnectionState: state } = connection;
      if (state === "failed") event.stopImmediatePropagation();
      if (state === "failed" || state === "disconnected") onWayLost();
    };
    // Capturing listeners come first, also those that were added last.
    connection.addEventListener("iceconnectionstatechange", onChange, { capture: true });
  };
  if (call.connection) watch(call.connection);
  else call.on("peerconnection", ({ peerconnection }) => watch(peerconnection));
}

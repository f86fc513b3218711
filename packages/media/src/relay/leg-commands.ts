// What control may ask about legs: open, connect, bridge, play, dial, close.
import { err, ok } from "@tandem/kernel";
import { createDigitSender } from "../dtmf/index.ts";
import { createPlayback } from "../prompts/index.ts";
import type { PlaybackOrder } from "../prompts/index.ts";
import type { ConnectLeg, IceCredentials, LegTransport, OpenedLeg, SdesKeys } from "../protocol/index.ts";
import { breakSource, jitterMs, totalLost, totalReceived } from "../rtp/index.ts";
import { parseIpv4 } from "./datagram-io.ts";
import { endPlayback } from "./generated-sound.ts";
import { reportConnected } from "./incoming.ts";
import { createLeg } from "./leg.ts";
import type { Leg } from "./leg.ts";
import { sendBytes } from "./outgoing.ts";
import { done, leaveRecordings, noSuchLeg } from "./recording-commands.ts";
import type { CommandOutcome } from "./recording-commands.ts";
import { updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";
import { signalSource } from "./source-lock.ts";
import { SdesProtection } from "./sdes-protection.ts";
import { WebrtcTransport } from "./webrtc-transport.ts";

export type OpenLeg = { legId: string; transport: LegTransport };
type OpenAnswer = (outcome: CommandOutcome<OpenedLeg>) => void;

export function openLeg(state: RelayState, command: OpenLeg, answer: OpenAnswer): void {
  if (state.legs.has(command.legId)) return answer(err({ kind: "leg-exists", message: command.legId }));
  tryPort(state, command, answer, state.ports.size);
}

/** Takes the next port of the pool; one that another program holds is left to rest, and the next tried. */
function tryPort(state: RelayState, command: OpenLeg, answer: OpenAnswer, attempts: number): void {
  const port = attempts > 0 ? state.ports.take(state.io.now()) : undefined;
  if (port === undefined) return answer(err({ kind: "no-free-port", message: "all RTP ports are in use" }));
  const slot = state.freeSlots.pop() ?? state.legsBySlot.push(undefined) - 1;
  state.io.open(slot, port, (opened) => {
    if (opened.ok) return answer(ok(addLeg(state, command, slot, port)));
    state.freeSlots.push(slot);
    state.ports.giveBack(port, state.io.now());
    if (opened.error.kind === "port-in-use") return tryPort(state, command, answer, attempts - 1);
    answer(err({ kind: "no-free-port", message: opened.error.message }));
  });
}

function addLeg(state: RelayState, { legId, transport }: OpenLeg, slot: number, port: number): OpenedLeg {
  const webrtc =
    transport === "rtp"
      ? null
      : new WebrtcTransport(state.identity, {
          send: (datagram, address, remotePort) => sendBytes(state, slot, datagram, address, remotePort),
          connected: () => reportConnected(state, leg),
          failed: (reason) => state.emit({ kind: "leg-failed", legId, reason, at: state.clock.now() }),
        });
  const digitListener = {
    keyDown: (): void => {
      if (leg.playback?.stopOnDigit === true) endPlayback(state, leg, "digit");
    },
    keyUp: (digit: string, durationMs: number): void =>
      state.emit({ kind: "digit", legId, digit, durationMs, at: state.clock.now() }),
  };
  const leg: Leg = createLeg({ legId, slot, port, webrtc, digitListener, nowMs: state.io.now() });
  state.legs.set(legId, leg);
  state.legsBySlot[slot] = leg;
  const fingerprint = webrtc === null ? null : state.identity.fingerprint;
  return { address: state.address, port, ice: webrtc?.credentials ?? null, fingerprint };
}

/** Applies what signalling agreed; the same or something new may come again at any time. */
export function connectLeg(state: RelayState, command: ConnectLeg, nowMs: number): CommandOutcome {
  const leg = state.legs.get(command.legId);
  if (leg === undefined) return noSuchLeg(command.legId);
  const address = command.remote === null ? 0 : parseIpv4(command.remote.address);
  if (address === undefined) return err({ kind: "bad-command", message: "remote address is not IPv4" });
  if (leg.webrtc === null) {
    setRemote(leg, address, command.remote?.port ?? 0);
    setKeys(leg, command.sdes);
  } else if (command.webrtc !== null) leg.webrtc.setRemote(command.webrtc, nowMs);
  if (!leg.agreed || (command.receive && !leg.receive)) {
    leg.lastReceivedAtMs = nowMs;
    leg.failureReported = false;
  }
  leg.agreed = true;
  leg.codec = command.codec;
  leg.payloadType = command.payloadType;
  leg.telephoneEventPayloadType = command.telephoneEventPayloadType ?? -1;
  leg.send = command.send;
  leg.receive = command.receive;
  updateTurns(state, leg);
  return done;
}

function setRemote(leg: Leg, address: number, port: number): void {
  if (!signalSource(leg.source, address, port)) return;
  leg.remoteAddress = address;
  leg.remotePort = port;
}

function setKeys(leg: Leg, keys: SdesKeys | null): void {
  if (keys !== null && leg.sdes?.has(keys)) return;
  leg.sdes?.close();
  leg.sdes = keys === null ? null : new SdesProtection(keys);
}

/** Sound goes on over the old pair until the far side nominates one under the new credentials (RFC 8445 §9). */
export function restartIce(state: RelayState, legId: string): CommandOutcome<IceCredentials> {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  if (leg.webrtc === null) return err({ kind: "bad-command", message: "a leg of plain RTP has no ICE" });
  return ok(leg.webrtc.restartIce());
}

export function closeLeg(state: RelayState, legId: string, nowMs: number): CommandOutcome {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  endPlayback(state, leg, "leg-closed");
  separate(leg);
  leaveRecordings(state, leg);
  leg.webrtc?.close();
  leg.sdes?.close();
  state.wheel.remove(leg);
  state.legs.delete(legId);
  state.legsBySlot[leg.slot] = undefined;
  state.io.close(leg.slot);
  state.freeSlots.push(leg.slot);
  state.ports.giveBack(leg.port, nowMs);
  state.emit({
    kind: "leg-stats",
    legId,
    packetsReceived: totalReceived(leg.receiver),
    packetsSent: leg.sender.packets,
    packetsLost: totalLost(leg.receiver),
    jitterMs: jitterMs(leg.receiver),
    at: state.clock.now(),
  });
  return done;
}

/** Each leg hears the other; a leg that was in another bridge leaves it. */
export function bridgeLegs(state: RelayState, legA: string, legB: string): CommandOutcome {
  const a = state.legs.get(legA);
  const b = state.legs.get(legB);
  if (a === undefined) return noSuchLeg(legA);
  if (b === undefined) return noSuchLeg(legB);
  if (a === b) return err({ kind: "same-leg", message: legA });
  if (a.peer === b) return done;
  separate(a);
  separate(b);
  a.peer = b;
  b.peer = a;
  return done;
}

export function unbridgeLeg(state: RelayState, legId: string): CommandOutcome {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  separate(leg);
  return done;
}

function separate(leg: Leg): void {
  const { peer } = leg;
  if (peer === null) return;
  leg.peer = null;
  peer.peer = null;
  breakSource(leg.sender);
  breakSource(peer.sender);
}

export function playOnLeg(state: RelayState, legId: string, order: PlaybackOrder): CommandOutcome {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  endPlayback(state, leg, "stopped");
  leg.playback = createPlayback(order);
  updateTurns(state, leg);
  return done;
}

/** Stops the given playback, or whatever plays; one that has ended already is no error. */
export function stopPlayback(state: RelayState, legId: string, playbackId: string | null): CommandOutcome {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  if (playbackId === null || leg.playback?.playbackId === playbackId) endPlayback(state, leg, "stopped");
  return done;
}

/** Dials keys after those still being dialled. */
export function sendDigits(state: RelayState, legId: string, digits: string): CommandOutcome {
  const leg = state.legs.get(legId);
  if (leg === undefined) return noSuchLeg(legId);
  const added = createDigitSender(digits);
  if (added === undefined)
    return err({ kind: "bad-digits", message: "keys are 0-9 * # A-D and , for a pause" });
  if (leg.digitSender === null) {
    leg.digitSender = added;
    breakSource(leg.sender);
  } else {
    leg.digitSender = { ...leg.digitSender, codes: [...leg.digitSender.codes, ...added.codes] };
  }
  updateTurns(state, leg);
  return done;
}

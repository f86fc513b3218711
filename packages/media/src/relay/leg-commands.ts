// What control may ask about legs: open, connect, bridge, play, dial, close.
import { err, ok } from "@tandem/kernel";
import { codecFormats } from "../codecs/index.ts";
import { createPlayback } from "../prompts/index.ts";
import type { PlaybackOrder } from "../prompts/index.ts";
import type {
  AudioCodec,
  ConnectLeg,
  IceCredentials,
  LegTransport,
  OpenedLeg,
  SdesKeys,
} from "../protocol/index.ts";
import { breakSource, jitterMs, setReceiverClock, totalLost, totalReceived } from "../rtp/index.ts";
import { dial, eventListener, hearTones } from "./arriving-keys.ts";
import { releaseSound } from "./converted-sound.ts";
import { leaveConference, settleMember } from "./conference-commands.ts";
import { endPlayback } from "./generated-sound.ts";
import { reportConnected } from "./incoming.ts";
import { familyOf, formatAddress, holdAddress, parseAddress, releaseAddress } from "./ip-address.ts";
import type { AddressFamily } from "./ip-address.ts";
import { createLeg, setRemoteAddress, settleCodecs } from "./leg.ts";
import type { Leg } from "./leg.ts";
import { measureLast } from "./measurements.ts";
import { separate } from "./pairs.ts";
import { sendBytes } from "./outgoing.ts";
import { done, leaveRecordings, noSuchLeg } from "./recording-commands.ts";
import type { CommandOutcome } from "./recording-commands.ts";
import { takeSlot, updateTurns } from "./relay-state.ts";
import type { RelayState } from "./relay-state.ts";
import { sayGoodbye } from "./reports.ts";
import { closeRtcpSocket } from "./rtcp-socket.ts";
import { restartWatch } from "./sound-watch.ts";
import { signalSource } from "./source-lock.ts";
import { SdesProtection } from "./sdes-protection.ts";
import { leaveTaps } from "./tap-commands.ts";
import { WebrtcTransport } from "./webrtc-transport.ts";

export type OpenLeg = { legId: string; transport: LegTransport; family?: AddressFamily | undefined };
type OpenAnswer = (outcome: CommandOutcome<OpenedLeg>) => void;

export function openLeg(state: RelayState, command: OpenLeg, answer: OpenAnswer): void {
  if (state.legs.has(command.legId)) return answer(err({ kind: "leg-exists", message: command.legId }));
  const address = ownAddress(state, command.family);
  if (address === undefined)
    return answer(err({ kind: "bad-command", message: `this node has no ${command.family} address` }));
  tryPort(state, { ...command, address }, answer, state.ports.size);
}

/** The address of that family, or the first. */
function ownAddress({ addresses }: RelayState, family: AddressFamily | undefined): number | undefined {
  const numbers = addresses.map((text) => parseAddress(text) as number);
  return family === undefined ? numbers[0] : numbers.find((address) => familyOf(address) === family);
}

type PlacedLeg = OpenLeg & { address: number };

/** Takes the next port of the pool; one that another program holds is left to rest, and the next tried. */
function tryPort(state: RelayState, command: PlacedLeg, answer: OpenAnswer, attempts: number): void {
  const port = attempts > 0 ? state.ports.take(state.io.now()) : undefined;
  if (port === undefined) return answer(err({ kind: "no-free-port", message: "all RTP ports are in use" }));
  const slot = takeSlot(state);
  state.io.open(slot, { address: command.address, port }, (opened) => {
    if (opened.ok) return answer(ok(addLeg(state, command, slot, port)));
    state.freeSlots.push(slot);
    state.ports.giveBack(port, state.io.now());
    if (opened.error.kind === "port-in-use") return tryPort(state, command, answer, attempts - 1);
    answer(err({ kind: "no-free-port", message: opened.error.message }));
  });
}

function addLeg(
  state: RelayState,
  { legId, transport, address: localAddress }: PlacedLeg,
  slot: number,
  port: number,
): OpenedLeg {
  const webrtc =
    transport === "rtp"
      ? null
      : new WebrtcTransport(state.identity, state.handshakes, {
          send: (datagram, address, remotePort) => sendBytes(state, slot, datagram, address, remotePort),
          connected: () => reportConnected(state, leg),
          failed: (reason) => state.emit({ kind: "leg-failed", legId, reason, at: state.clock.now() }),
        });
  const digitListener = eventListener(state, () => leg);
  const leg: Leg = createLeg({
    legId,
    slot,
    port,
    localAddress,
    webrtc,
    digitListener,
    nowMs: state.io.now(),
  });
  holdAddress(localAddress);
  state.legs.set(legId, leg);
  state.legsBySlot[slot] = leg;
  const fingerprint = webrtc === null ? null : state.identity.fingerprint;
  return { address: formatAddress(localAddress), port, ice: webrtc?.credentials ?? null, fingerprint };
}

/** Applies what signalling agreed; the same or something new may come again at any time. */
export function connectLeg(state: RelayState, command: ConnectLeg, nowMs: number): CommandOutcome {
  const leg = state.legs.get(command.legId);
  if (leg === undefined) return noSuchLeg(command.legId);
  const address = command.remote === null ? 0 : parseAddress(command.remote.address);
  if (address === undefined) return err({ kind: "bad-command", message: "remote address is no IP address" });
  if (command.remote !== null && familyOf(address) !== familyOf(leg.localAddress))
    return err({ kind: "bad-command", message: "remote address is of another family than the leg" });
  if (leg.webrtc === null) {
    const keyed = setKeys(leg, command.sdes);
    if (!keyed.ok) return keyed;
    setRemote(state, leg, address, command.remote?.port ?? 0);
  } else if (command.webrtc !== null) leg.webrtc.setRemote(command.webrtc, nowMs);
  leg.rtcp.isMuxed = command.rtcpMux === true;
  // A caller who only listened before the answer is connected again by it, and must speak from then on.
  // So must one who held.
  if (!leg.agreed || leg.failureReported || isWider(command, leg)) {
    leg.lastReceivedAtMs = nowMs;
    leg.failureReported = false;
  }
  if (!leg.connectedReported) restartWatch(leg.soundWatch);
  leg.agreed = true;
  if (leg.codec !== command.codec) {
    setCodec(leg, command.codec);
    settleMember(leg);
  }
  leg.payloadType = command.payloadType;
  leg.telephoneEventPayloadType = command.telephoneEventPayloadType ?? -1;
  leg.digits.clockPerMs = (command.telephoneEventClockHz ?? 1000 * leg.receiver.clockPerMs) / 1000;
  hearTones(state, leg, command);
  // What was not sent while the far side held is not lost: its stream goes on behind a pause.
  if (command.send && !leg.send) breakSource(leg.sender);
  leg.send = command.send;
  leg.receive = command.receive;
  updateTurns(state, leg);
  return done;
}

/** Whether sound flows in a direction in which it did not. */
function isWider(command: ConnectLeg, leg: Leg): boolean {
  return (command.receive && !leg.receive) || (command.send && !leg.send);
}

function setCodec(leg: Leg, codec: AudioCodec): void {
  const { clockPerMs } = codecFormats[codec];
  leg.codec = codec;
  settleCodecs(leg);
  releaseSound(leg);
  if (leg.sender.clockPerMs !== clockPerMs) breakSource(leg.sender);
  leg.sender.clockPerMs = clockPerMs;
  setReceiverClock(leg.receiver, clockPerMs);
}

function setRemote(state: RelayState, leg: Leg, address: number, port: number): void {
  if (!signalSource(leg.source, address, port)) return;
  leg.rtcp.port = 0;
  state.io.disconnect(leg.slot);
  setRemoteAddress(leg, address, port);
}

function setKeys(leg: Leg, keys: SdesKeys | null): CommandOutcome {
  if (keys !== null && leg.sdes?.has(keys)) return done;
  const created = keys === null ? ok(null) : SdesProtection.create(keys);
  if (!created.ok) return created;
  leg.sdes?.close();
  leg.sdes = created.value;
  return done;
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
  sayGoodbye(state, leg, nowMs);
  closeRtcpSocket(state, leg);
  separate(state, leg);
  leaveConference(state, leg);
  leaveRecordings(state, leg);
  leaveTaps(state, leg);
  releaseSound(leg);
  leg.webrtc?.close();
  leg.sdes?.close();
  state.wheel.remove(leg);
  state.legs.delete(legId);
  state.legsBySlot[leg.slot] = undefined;
  state.io.close(leg.slot);
  releaseAddress(leg.remoteAddress);
  releaseAddress(leg.localAddress);
  state.freeSlots.push(leg.slot);
  state.ports.giveBack(leg.port, nowMs);
  const quality = measureLast(state, leg, nowMs);
  state.emit({
    kind: "leg-stats",
    legId,
    packetsReceived: totalReceived(leg.receiver),
    packetsSent: leg.sender.packets,
    packetsLost: totalLost(leg.receiver),
    jitterMs: jitterMs(leg.receiver),
    quality,
    at: state.clock.now(),
  });
  return done;
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
  if (dial(state, leg, digits)) return done;
  return err({ kind: "bad-digits", message: "keys are 0-9 * # A-D and , for a pause" });
}

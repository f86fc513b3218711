// The messages between control and the media process: commands down, answers and events up.
import type { Result } from "@tandem/kernel";

export type AudioCodec = "PCMA" | "PCMU";
/** How a leg carries its sound: plain RTP, or ICE + DTLS + SRTP on one port. */
export type LegTransport = "rtp" | "webrtc";
export type TransportAddress = { address: string; port: number };
export type IceCredentials = { ufrag: string; pwd: string };
export type CertificateFingerprint = { algorithm: string; value: string };

/**
 * What control may ask. All legs that may ever be bridged must be opened with one `callId`: it decides
 * the relay worker, and legs of two workers cannot be bridged (error `different-workers`).
 */
export type MediaCommand =
  | { kind: "open-leg"; legId: string; callId: string; transport: LegTransport }
  | ConnectLeg
  /** The far side restarts ICE (RFC 8445 §9): the answer has the credentials that SDP must tell it now. */
  | { kind: "restart-ice"; legId: string }
  | { kind: "close-leg"; legId: string }
  | { kind: "bridge"; legA: string; legB: string }
  | { kind: "unbridge"; legId: string }
  | Play
  | { kind: "stop-playback"; legId: string; playbackId: string | null }
  | { kind: "send-digits"; legId: string; digits: string }
  | StartRecording
  | { kind: "set-recording-left"; recordingId: string; leftLegId: string | null }
  | { kind: "set-recording-right"; recordingId: string; rightLegId: string | null }
  | { kind: "stop-recording"; recordingId: string }
  | { kind: "stats" }
  | { kind: "shutdown" };

/**
 * What signalling agreed for a leg; may be sent again at any time (re-INVITE). `send` and `receive` are
 * the SDP direction from our side. A changed `remote` re-opens the learning of the source address.
 */
export type ConnectLeg = {
  kind: "connect-leg";
  legId: string;
  codec: AudioCodec;
  payloadType: number;
  telephoneEventPayloadType: number | null;
  /** Null for WebRTC: ICE finds it. */
  remote: TransportAddress | null;
  webrtc: (IceCredentials & { fingerprint: CertificateFingerprint }) | null;
  /** Keys that SDP agreed for a plain RTP leg (RFC 4568); null when its packets go unprotected. */
  sdes: SdesKeys | null;
  send: boolean;
  receive: boolean;
};

/** Master key and salt of each direction, base64; `suite` is an SRTP profile by its SDP name. */
export type SdesKeys = {
  suite: "AES_CM_128_HMAC_SHA1_80" | "AEAD_AES_128_GCM";
  localKey: string;
  remoteKey: string;
};

/** A new play on a leg replaces the former one. Playback wins over bridged sound. */
export type Play = {
  kind: "play";
  legId: string;
  playbackId: string;
  /** Paths of mono 8 kHz WAV files (A-law, µ-law or 16-bit linear), played one after the other. */
  files: string[];
  loop: boolean;
  /** Stops as soon as a key goes down, before its `digit` event, which comes when the key goes up. */
  stopOnDigit: boolean;
};

/** Records what each leg says: left leg in the left channel, right leg in the right one. */
export type StartRecording = {
  kind: "start-recording";
  recordingId: string;
  /** A file that must not exist yet, in a folder that does. */
  path: string;
  leftLegId: string;
  rightLegId: string | null;
};

/** What `open-leg` answers: where the far side shall send, and what SDP must say of ICE and DTLS. */
export type OpenedLeg = {
  address: string;
  port: number;
  ice: IceCredentials | null;
  fingerprint: CertificateFingerprint | null;
};

export type WorkerStats = {
  io: "epoll" | "dgram";
  legs: number;
  recordings: number;
  packetsReceived: number;
  packetsSent: number;
  /** Packets from an address that is not the leg's learned source. */
  strangerPackets: number;
  /** Packets that are no RTP, STUN or DTLS of ours, or of an unknown payload type. */
  malformedPackets: number;
  /** Packets the kernel refused to send. */
  unsentPackets: number;
};

export type MediaStats = {
  pid: number;
  uptimeMs: number;
  /** Of the whole process with all its threads, in microseconds. */
  cpu: { user: number; system: number };
  legs: number;
  workers: WorkerStats[];
};

export type CommandKind = MediaCommand["kind"];
/** The value a successful command answers with. */
export type CommandValue<Kind extends CommandKind> = Kind extends "open-leg"
  ? OpenedLeg
  : Kind extends "stats"
    ? MediaStats
    : Kind extends "restart-ice"
      ? IceCredentials
      : null;

export type MediaErrorKind =
  | "bad-command"
  | "no-such-leg"
  | "leg-exists"
  | "no-free-port"
  | "different-workers"
  | "same-leg"
  | "no-such-recording"
  | "recording-exists"
  | "recording-file"
  | "bad-digits"
  | "shutting-down"
  | "worker-lost"
  | "media-lost"
  | "timeout";
export type MediaError = { kind: MediaErrorKind; message: string };
export type CommandResult<Kind extends CommandKind = CommandKind> = Result<CommandValue<Kind>, MediaError>;

/** `at` is milliseconds since the Unix epoch. */
export type MediaEvent =
  /** First valid RTP in, or DTLS done. */
  | { kind: "leg-connected"; legId: string; at: number }
  | { kind: "leg-failed"; legId: string; reason: LegFailure; at: number }
  /** Nothing came from the far side for a second (`leg-quiet`), and then something did (`leg-heard`). */
  | { kind: "leg-quiet" | "leg-heard"; legId: string; at: number }
  | { kind: "digit"; legId: string; digit: string; durationMs: number; at: number }
  | { kind: "playback-finished"; legId: string; playbackId: string; reason: PlaybackEnd; at: number }
  | RecordingFinished
  | LegStatistics;

/** `no-rtp`: nothing came for the RTP timeout although `receive` was true. `worker-lost`: the leg is gone. */
export type LegFailure = "dtls-failed" | "ice-consent-lost" | "no-rtp" | "worker-lost";
export type PlaybackEnd = "completed" | "stopped" | "digit" | "leg-closed" | "file-unreadable";

export type RecordingFinished = {
  kind: "recording-finished";
  recordingId: string;
  path: string;
  durationMs: number;
  /** Size of the file, header included. */
  bytes: number;
  /** Present when the file could not be written any further; what is in it stays playable. */
  failure?: string;
  at: number;
};

/** Sent when a leg closes. */
export type LegStatistics = {
  kind: "leg-stats";
  legId: string;
  packetsReceived: number;
  packetsSent: number;
  packetsLost: number;
  jitterMs: number;
  at: number;
};

/** One line from control to media. */
export type CommandLine = { id: number; command: MediaCommand };
/** One line from media to control: the answer to a command, or an event. */
export type MediaLine =
  | { id: number; ok: true; value: unknown }
  | { id: number | null; ok: false; error: MediaError }
  | { event: MediaEvent };

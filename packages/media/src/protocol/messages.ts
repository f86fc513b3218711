// What control says to the media process, and what that answers: commands and their values.
import type { Result } from "@tandem/kernel";

/** By their names in SDP. L16 is mono at 16 kHz. */
export type AudioCodec = "PCMA" | "PCMU" | "G722" | "opus" | "L16";
/** How a leg carries its sound: plain RTP, or ICE + DTLS + SRTP on one port. */
export type LegTransport = "rtp" | "webrtc";
/** How a leg's keys go: as telephone events (RFC 4733), as tones in the sound, or in SIP INFO, which control sends. */
export type KeyForm = "rfc4733" | "in-band" | "info";
export type TransportAddress = { address: string; port: number };
export type IceCredentials = { ufrag: string; pwd: string };
export type CertificateFingerprint = { algorithm: string; value: string };

/**
 * What control may ask. All legs that may ever be bridged must be opened with one `callId`: it decides
 * the relay worker, and legs of two workers cannot be bridged (error `different-workers`).
 */
export type MediaCommand =
  | OpenLeg
  | ConnectLeg
  /** The far side restarts ICE (RFC 8445 §9): the answer has the credentials that SDP must tell it now. */
  | { kind: "restart-ice"; legId: string }
  | { kind: "close-leg"; legId: string }
  | { kind: "bridge"; legA: string; legB: string }
  | { kind: "unbridge"; legId: string }
  | SetConference
  | Play
  | { kind: "stop-playback"; legId: string; playbackId: string | null }
  | { kind: "send-digits"; legId: string; digits: string }
  /** A key came by SIP INFO. */
  | { kind: "hear-key"; legId: string; digit: string; durationMs: number }
  | StartRecording
  | { kind: "set-recording-left"; recordingId: string; leftLegId: string | null; party: string | null }
  /** `conferenceId` instead of a leg: all that the left leg hears in that conference. */
  | {
      kind: "set-recording-right";
      recordingId: string;
      rightLegId: string | null;
      conferenceId?: string | undefined;
      party: string | null;
    }
  /** From here on silence is written instead of what is said, until `resume-recording`. */
  | { kind: "pause-recording"; recordingId: string }
  | { kind: "resume-recording"; recordingId: string }
  | { kind: "stop-recording"; recordingId: string }
  /**
   * From now on frames of these sides go to whoever is connected to the tap's socket; `side` is 0 for the caller, 1 for
   * who speaks with them. A side without a leg is silent.
   */
  | {
      kind: "start-tap";
      tapId: string;
      rateHz: 8000 | 16_000;
      sides: { side: 0 | 1; legId: string | null }[];
    }
  | { kind: "set-tap-leg"; tapId: string; side: 0 | 1; legId: string | null }
  | { kind: "stop-tap"; tapId: string }
  | { kind: "stats" }
  /** What there is; a control that finds a media process running adopts what it knows and ends the rest. */
  | { kind: "list" }
  | { kind: "shutdown" };

/** `family`: where the far side can be reached; when left out, the first of our addresses is taken. */
export type OpenLeg = {
  kind: "open-leg";
  legId: string;
  callId: string;
  transport: LegTransport;
  family?: "ipv4" | "ipv6" | undefined;
};

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
  /** Clock of the telephone events; that of the codec where left out. */
  telephoneEventClockHz?: number;
  /** How keys go to the far side; events where they are agreed and tones where not, when left out. */
  keyForm?: KeyForm | undefined;
  /** Tones in the far side's sound are keys. Not when left out. */
  hearsTones?: boolean | undefined;
  /** Null for WebRTC: ICE finds it. */
  remote: TransportAddress | null;
  webrtc: (IceCredentials & { fingerprint: CertificateFingerprint }) | null;
  /** Keys that SDP agreed for a plain RTP leg (RFC 4568); null when its packets go unprotected. */
  sdes: SdesKeys | null;
  /** RTCP comes and goes on the RTP port (RFC 5761); else on the one after it. WebRTC legs always have it so. */
  rtcpMux?: boolean | undefined;
  send: boolean;
  receive: boolean;
};

/** Master key and salt of each direction, base64; `suite` is an SRTP profile by its SDP name. */
export type SdesKeys = {
  suite: "AEAD_AES_256_GCM" | "AEAD_AES_128_GCM" | "AES_CM_128_HMAC_SHA1_80" | "AES_CM_128_HMAC_SHA1_32";
  localKey: string;
  remoteKey: string;
};

/** A new play on a leg replaces the former one. Playback wins over bridged sound. */
export type Play = {
  kind: "play";
  legId: string;
  playbackId: string;
  /**
   * Played one after the other: paths of mono WAV files (A-law or µ-law at 8 kHz, 16-bit linear at 8, 16, 24 or
   * 48 kHz), or tones by country and name, as `tone:CN/busy`.
   */
  files: string[];
  loop: boolean;
  /** Stops as soon as a key goes down, before its `digit` event, which comes when the key goes up. */
  stopOnDigit: boolean;
};

/**
 * The whole of a conference as it is from now on; said again, it changes what is different. Legs that are not named
 * leave it; those that come leave the bridge or conference in which they were, without a gap where two come from one
 * bridge. Two legs go back by `bridge`, each alone by `unbridge`; it ends with its last leg.
 */
export type SetConference = {
  kind: "set-conference";
  conferenceId: string;
  /** 1 to 32, all on one worker. */
  legIds: string[];
  /** Who hears whom otherwise than as loud as they are: 0 is not at all. Faded in 20 ms. */
  routes: ConferenceRoute[];
  /** Whether a key that one presses is dialled to all who hear them. */
  digits: "pass" | "suppress";
};

export type ConferenceRoute = { speaker: string; listener: string; gain: number };

/** Records what each leg says: left leg in the left channel, right leg in the right one. */
export type StartRecording = {
  kind: "start-recording";
  recordingId: string;
  /** A file that must not exist yet, in a folder that does; or, with `continues`, one that was left unfinished. */
  path: string;
  /**
   * Goes on with the file after silence up to now, by `startedAt` and the clock. It ends on a whole half second and
   * without a trailer: `recording-finished` has no checksum, and a repair is to write both.
   */
  continues?: boolean;
  /** Milliseconds since the Unix epoch, as control knows it. */
  startedAt: number;
  /** Who the legs are, in control's words: kept in the file's markers, never read here. */
  leftParty: string | null;
  rightParty: string | null;
  leftLegId: string;
  rightLegId: string | null;
  seal: RecordingSeal;
};

/** What seals one recording. It goes over the private socket only: never to a log, never to disk as it is. */
export type RecordingSeal = {
  /** 32 random bytes, base64, of this recording alone. */
  dataKey: string;
  /** For the file's header: the data key wrapped (RFC 3394), base64, and by which key. */
  wrappedKey: string;
  keyId: string;
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
  /** Half seconds of sound that wait for the disk. */
  recordingChunksWaiting: number;
  packetsReceived: number;
  packetsSent: number;
  /** Packets from an address that is not the leg's learned source, as far as the kernel did not drop them itself. */
  strangerPackets: number;
  /** Packets that are no RTP, STUN or DTLS of ours, or of an unknown payload type. */
  malformedPackets: number;
  /** RTCP packets that could not be read. */
  malformedReports: number;
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

/** A control and a media process of different versions do not go on with each other's calls. */
export const protocolVersion = 3;

/** What `list` answers. */
export type MediaList = {
  protocolVersion: number;
  pid: number;
  /** `playbackId`: what it plays now; for a playback that control waits for and is not there, the event was lost. */
  legs: { legId: string; callId: string; playbackId: string | null }[];
  recordings: string[];
  /** Events that were lost because nobody was there to hear them and there were too many. */
  lostEvents: number;
};

export type CommandKind = MediaCommand["kind"];
/** The value a successful command answers with. */
export type CommandValue<Kind extends CommandKind> = Kind extends "open-leg"
  ? OpenedLeg
  : Kind extends "stats"
    ? MediaStats
    : Kind extends "list"
      ? MediaList
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
  | "no-such-conference"
  | "recording-exists"
  | "no-such-tap"
  | "recording-file"
  | "bad-digits"
  | "shutting-down"
  | "worker-lost"
  | "media-lost"
  | "timeout";
export type MediaError = { kind: MediaErrorKind; message: string };
export type CommandResult<Kind extends CommandKind = CommandKind> = Result<CommandValue<Kind>, MediaError>;

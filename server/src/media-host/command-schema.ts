// The shape of what control may send, checked before anything acts on it.
import type { MediaCommand } from "@tandem/media";
import { z } from "zod";

const id = z.string().min(1).max(200);
const payloadType = z.int().min(0).max(127);
const remote = z.object({ address: z.string().max(100), port: z.int().min(1).max(65_535) });
const webrtc = z.object({
  ufrag: z.string().min(1).max(256),
  pwd: z.string().min(1).max(256),
  fingerprint: z.object({ algorithm: z.string().max(20), value: z.string().max(300) }),
});
/** Key and salt of a suite, whose lengths in bytes the relay checks. */
const masterKey = z.base64().max(100);
const sdes = z.object({
  suite: z.enum([
    "AEAD_AES_256_GCM",
    "AEAD_AES_128_GCM",
    "AES_CM_128_HMAC_SHA1_80",
    "AES_CM_128_HMAC_SHA1_32",
  ]),
  localKey: masterKey,
  remoteKey: masterKey,
});
/** Who is heard, kept in a recording's markers as it is; the names of a whole conference have room. */
const party = z.string().max(2000).nullable();
const tapSide = z.union([z.literal(0), z.literal(1)]);
// 32 bytes.
const dataKey = z.base64().length(44);

const mediaCommand = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("open-leg"),
    legId: id,
    callId: id,
    transport: z.enum(["rtp", "webrtc"]),
    family: z.enum(["ipv4", "ipv6"]).optional(),
  }),
  z.object({
    kind: z.literal("connect-leg"),
    legId: id,
    codec: z.enum(["PCMA", "PCMU", "G722", "opus", "L16"]),
    payloadType,
    telephoneEventPayloadType: payloadType.nullable(),
    telephoneEventClockHz: z.int().min(8000).max(48_000).exactOptional(),
    keyForm: z.enum(["rfc4733", "in-band", "info"]).optional(),
    hearsTones: z.boolean().optional(),
    remote: remote.nullable(),
    webrtc: webrtc.nullable(),
    sdes: sdes.nullable(),
    rtcpMux: z.boolean().optional(),
    send: z.boolean(),
    receive: z.boolean(),
  }),
  z.object({ kind: z.literal("restart-ice"), legId: id }),
  z.object({ kind: z.literal("close-leg"), legId: id }),
  z.object({ kind: z.literal("bridge"), legA: id, legB: id }),
  z.object({ kind: z.literal("unbridge"), legId: id }),
  z.object({
    kind: z.literal("set-conference"),
    conferenceId: id,
    legIds: z.array(id).min(1).max(32),
    routes: z.array(z.object({ speaker: id, listener: id, gain: z.number().min(0).max(1) })).max(32 * 31),
    digits: z.enum(["pass", "suppress"]),
  }),
  z.object({
    kind: z.literal("play"),
    legId: id,
    playbackId: id,
    files: z.array(z.string().min(1).max(4096)).max(200),
    loop: z.boolean(),
    stopOnDigit: z.boolean(),
  }),
  z.object({ kind: z.literal("stop-playback"), legId: id, playbackId: id.nullable() }),
  z.object({ kind: z.literal("send-digits"), legId: id, digits: z.string().max(200) }),
  z.object({
    kind: z.literal("hear-key"),
    legId: id,
    digit: z.string().regex(/^[0-9*#A-D]$/),
    durationMs: z.int().min(0).max(60_000),
  }),
  z.object({
    kind: z.literal("start-recording"),
    recordingId: id,
    path: z.string().min(1).max(4096),
    continues: z.boolean().exactOptional(),
    startedAt: z.number(),
    leftParty: party,
    rightParty: party,
    leftLegId: id,
    rightLegId: id.nullable(),
    seal: z.object({ dataKey, wrappedKey: z.base64().max(200), keyId: id }),
  }),
  z.object({ kind: z.literal("set-recording-left"), recordingId: id, leftLegId: id.nullable(), party }),
  z.object({
    kind: z.literal("set-recording-right"),
    recordingId: id,
    rightLegId: id.nullable(),
    conferenceId: id.optional(),
    party,
  }),
  z.object({ kind: z.literal("pause-recording"), recordingId: id }),
  z.object({ kind: z.literal("resume-recording"), recordingId: id }),
  z.object({ kind: z.literal("stop-recording"), recordingId: id }),
  z.object({
    kind: z.literal("start-tap"),
    tapId: id,
    rateHz: z.union([z.literal(8000), z.literal(16_000)]),
    sides: z
      .array(z.object({ side: tapSide, legId: id.nullable() }))
      .min(1)
      .max(2),
  }),
  z.object({ kind: z.literal("set-tap-leg"), tapId: id, side: tapSide, legId: id.nullable() }),
  z.object({ kind: z.literal("stop-tap"), tapId: id }),
  z.object({ kind: z.literal("stats") }),
  z.object({ kind: z.literal("list") }),
  z.object({ kind: z.literal("shutdown") }),
]) satisfies z.ZodType<MediaCommand>;

/** One line from control: `{ id, command }`. */
export const commandLine = z.object({ id: z.int().min(0), command: mediaCommand });
/** What of a bad line can still be answered to. */
export const lineWithId = z.object({ id: z.int().min(0) });

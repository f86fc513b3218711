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
// 28 bytes of key and salt for GCM, 30 for AES-CM.
const masterKey = z.base64().refine((text) => /^.{40}$|^.{38}==$/.test(text));
const sdes = z.object({
  suite: z.enum(["AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"]),
  localKey: masterKey,
  remoteKey: masterKey,
});

const mediaCommand = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("open-leg"), legId: id, callId: id, transport: z.enum(["rtp", "webrtc"]) }),
  z.object({
    kind: z.literal("connect-leg"),
    legId: id,
    codec: z.enum(["PCMA", "PCMU"]),
    payloadType,
    telephoneEventPayloadType: payloadType.nullable(),
    remote: remote.nullable(),
    webrtc: webrtc.nullable(),
    sdes: sdes.nullable(),
    send: z.boolean(),
    receive: z.boolean(),
  }),
  z.object({ kind: z.literal("restart-ice"), legId: id }),
  z.object({ kind: z.literal("close-leg"), legId: id }),
  z.object({ kind: z.literal("bridge"), legA: id, legB: id }),
  z.object({ kind: z.literal("unbridge"), legId: id }),
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
    kind: z.literal("start-recording"),
    recordingId: id,
    path: z.string().min(1).max(4096),
    leftLegId: id,
    rightLegId: id.nullable(),
  }),
  z.object({ kind: z.literal("set-recording-left"), recordingId: id, leftLegId: id.nullable() }),
  z.object({ kind: z.literal("set-recording-right"), recordingId: id, rightLegId: id.nullable() }),
  z.object({ kind: z.literal("stop-recording"), recordingId: id }),
  z.object({ kind: z.literal("stats") }),
  z.object({ kind: z.literal("shutdown") }),
]) satisfies z.ZodType<MediaCommand>;

/** One line from control: `{ id, command }`. */
export const commandLine = z.object({ id: z.int().min(0), command: mediaCommand });
/** What of a bad line can still be answered to. */
export const lineWithId = z.object({ id: z.int().min(0) });

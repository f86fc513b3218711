// Opus (RFC 6716, RFC 7587), mono, by libopus: at the rate of the sound at hand, as Opus adapts to any.
import { longestPacketSamples } from "./audio-codec.ts";
import type { AudioDecoder, AudioEncoder } from "./audio-codec.ts";
import { opusLibrary } from "./opus-library.ts";
import type { OpusLibrary } from "./opus-library.ts";

/** OPUS_APPLICATION_AUDIO and requests of opus_defines.h. */
const applicationAudio = 2049;
const setBitrate = 4002;
const setVbr = 4006;
const setComplexity = 4010;

/** RFC 7587 §3.1.1 has 16–20 kbit/s for wideband speech, 28–40 for fullband. */
const bitrate = 32_000;
/** Of 10: from 5 on, the time for a packet doubles and doubles again. */
const liveComplexity = 4;
/** RFC 6716 §3.4: no packet of one frame is longer; ours of 32 kbit/s have a tenth of that. */
const longestPacketBytes = 1275;
/** Longest payload that fits in a datagram we take. */
const longestPayload = 1600;
const bytesPerSample = 2;

export type OpusSampleRate = 8000 | 16_000 | 24_000 | 48_000;

/** A decoder to 16 kHz. Throws when libopus has not been loaded. */
export function createOpusDecoder(sampleRateHz: OpusSampleRate = 16_000): AudioDecoder {
  const opus = opusLibrary();
  const decoder = opus.createDecoder(sampleRateHz, 1, errorPlace(opus));
  if (decoder === 0) throw new Error("libopus has no memory for a decoder");
  const { packet, pcm } = workspaceOf(opus);
  const decode = (length: number, samples: Int16Array, room: number): number => {
    const count = opus.decode(decoder, length === 0 ? 0 : packet, length, pcm, room, 0);
    const memory = opus.samples;
    for (let i = 0; i < count; i++) samples[i] = memory[(pcm >> 1) + i] as number;
    return Math.max(0, count);
  };
  return {
    decode(bytes, start, end, samples) {
      const length = end - start;
      if (length <= 0 || length > longestPayload) return 0;
      const memory = opus.bytes;
      for (let i = 0; i < length; i++) memory[packet + i] = bytes[start + i] as number;
      return decode(length, samples, Math.min(samples.length, longestPacketSamples));
    },
    conceal: (samples, count) => decode(0, samples, count),
    close: () => opus.destroyDecoder(decoder),
  };
}

/** An encoder for a live call. */
export function createOpusEncoder(sampleRateHz: OpusSampleRate): AudioEncoder {
  return createOwnEncoder(sampleRateHz, setComplexity, liveComplexity);
}

/** An encoder for clips: all packets of 20 ms have the same length. */
export function createOpusClipEncoder(sampleRateHz: OpusSampleRate): AudioEncoder {
  return createOwnEncoder(sampleRateHz, setVbr, 0);
}

function createOwnEncoder(sampleRateHz: OpusSampleRate, request: number, value: number): AudioEncoder {
  const opus = opusLibrary();
  // Never "voip": its linear prediction takes four times as long for a packet, and pays below 24 kbit/s only.
  const encoder = opus.createEncoder(sampleRateHz, 1, applicationAudio, errorPlace(opus));
  if (encoder === 0) throw new Error("libopus has no memory for an encoder");
  opus.setEncoder(encoder, setBitrate, bitrate);
  opus.setEncoder(encoder, request, value);
  const { packet, pcm } = workspaceOf(opus);
  return {
    encode(samples, count, bytes, at) {
      const input = opus.samples;
      for (let i = 0; i < count; i++) input[(pcm >> 1) + i] = samples[i] as number;
      const length = opus.encode(encoder, pcm, count, packet, longestPacketBytes);
      if (length < 0) throw new Error(`libopus cannot encode ${count} samples: ${length}`);
      const output = opus.bytes;
      for (let i = 0; i < length; i++) bytes[at + i] = output[packet + i] as number;
      return length;
    },
    close: () => opus.destroyEncoder(encoder),
  };
}

type Workspace = { readonly opus: OpusLibrary; readonly packet: number; readonly pcm: number };
let workspace: Workspace | undefined;

/** One packet and its samples in the library's memory, shared by all: a thread works on one packet at a time. */
function workspaceOf(opus: OpusLibrary): Workspace {
  if (workspace?.opus !== opus) {
    // 120 ms at 48 kHz.
    const pcm = opus.allocate(3 * longestPacketSamples * bytesPerSample);
    workspace = { opus, packet: opus.allocate(longestPayload), pcm };
    if (pcm === 0 || workspace.packet === 0) throw new Error("libopus has no memory for a packet");
  }
  return workspace;
}

/** Where libopus writes an error code nobody reads: no memory is the only error that constant arguments allow. */
function errorPlace(opus: OpusLibrary): number {
  return workspaceOf(opus).packet;
}

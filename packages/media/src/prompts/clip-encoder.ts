// Encodes clips for the codecs that need time for it, a little at a time beside other work: whoever plays a clip
// meanwhile takes the frames that are ready.
import { codecFormats, createEncoder, createOpusClipEncoder, loadOpus } from "../codecs/index.ts";
import type { AudioEncoder } from "../codecs/index.ts";
import { resampled, sharedBytes, sourceOf } from "./clip.ts";
import type { FramedSound, LoadedClip, RareCodec } from "./clip.ts";

/** How long the process's other work may have to wait for this. */
const sliceMs = 4;
const framesPerSecond = 50;

type Job = {
  readonly sound: FramedSound;
  readonly encoder: AudioEncoder;
  readonly samples: Int16Array;
  readonly samplesPerFrame: number;
  readonly frameBytes: number;
};

/** How many bytes the clip takes in that codec. */
export function framedLength(loaded: LoadedClip, codec: RareCodec): number {
  return Math.ceil(loaded.clip.PCMA.length / 160) * codecFormats[codec].frameBytes;
}

/** Memory for the clip in that codec; its frames appear in it one after the other. */
export function beginEncoding(loaded: LoadedClip, codec: RareCodec): FramedSound {
  const sound = {
    bytes: sharedBytes(framedLength(loaded, codec)),
    ready: new Int32Array(new SharedArrayBuffer(4)),
  };
  void loadOpus().then(() => work(jobOf(sound, loaded, codec)));
  return sound;
}

function jobOf(sound: FramedSound, loaded: LoadedClip, codec: RareCodec): Job {
  const source = sourceOf(loaded);
  const { sampleRateHz, frameBytes } = codecFormats[codec];
  // Opus carries whatever the file has; the others have a rate of their own.
  const rateHz = codec === "opus" ? source.sampleRateHz : sampleRateHz;
  const samples = resampled(source, rateHz);
  const encoder = codec === "opus" ? createOpusClipEncoder(rateHz) : createEncoder(codec, sampleRateHz);
  return { sound, encoder, samples, samplesPerFrame: rateHz / framesPerSecond, frameBytes };
}

function work(job: Job): void {
  const { sound, encoder, samples, samplesPerFrame, frameBytes } = job;
  const untilMs = performance.now() + sliceMs;
  const frames = sound.bytes.length / frameBytes;
  for (let frame = Atomics.load(sound.ready, 0); frame < frames; frame++) {
    if (performance.now() > untilMs) return void setImmediate(() => work(job));
    encodeFrame(encoder, samples, frame * samplesPerFrame, samplesPerFrame, sound.bytes, frame * frameBytes);
    Atomics.store(sound.ready, 0, frame + 1);
  }
  encoder.close();
}

/** The last frame is filled up with silence. */
function encodeFrame(
  encoder: AudioEncoder,
  samples: Int16Array,
  from: number,
  count: number,
  bytes: Uint8Array,
  at: number,
): void {
  const whole = samples.subarray(from, from + count);
  const frame = whole.length === count ? whole : new Int16Array(count);
  if (frame !== whole) frame.set(whole);
  encoder.encode(frame, count, bytes, at);
}

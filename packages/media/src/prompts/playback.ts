// A playback: where one leg is in a list of clips.
import { codecFormats, silenceByte } from "../codecs/index.ts";
import type { G711Codec } from "../codecs/index.ts";
import { samplesPerFrame } from "../rtp/index.ts";
import type { Clip, RareCodec } from "./clip.ts";

export type Playback = {
  readonly playbackId: string;
  readonly clips: readonly Clip[];
  readonly loop: boolean;
  readonly stopOnDigit: boolean;
  clipIndex: number;
  /** In samples of 8 kHz. */
  position: number;
};

export type PlaybackOrder = {
  playbackId: string;
  clips: readonly Clip[];
  loop: boolean;
  stopOnDigit: boolean;
};

export function createPlayback({ playbackId, clips, loop, stopOnDigit }: PlaybackOrder): Playback {
  const hasSound = clips.some((clip) => clip.PCMA.length > 0);
  return { playbackId, clips, loop: loop && hasSound, stopOnDigit, clipIndex: 0, position: 0 };
}

/**
 * Writes the next 20 ms in G.711 at `bytes[at]`. Clips follow each other without a gap; the last frame
 * is filled up with silence. False when there was nothing left to play.
 */
export function fillFrame(playback: Playback, codec: G711Codec, bytes: Uint8Array, at: number): boolean {
  let filled = 0;
  while (filled < samplesPerFrame) {
    const clip = nextClip(playback);
    if (clip === undefined) break;
    const sound = clip[codec];
    const count = Math.min(samplesPerFrame - filled, sound.length - playback.position);
    // Copied byte by byte: a subarray would be garbage for every frame.
    for (let i = 0; i < count; i++) bytes[at + filled + i] = sound[playback.position + i] as number;
    filled += count;
    playback.position += count;
  }
  bytes.fill(silenceByte[codec], at + filled, at + samplesPerFrame);
  return filled > 0;
}

/**
 * Copies the next frame as it was encoded beforehand to `bytes[at]`, and answers its length; 0 when it is not there
 * yet, or the playback is between two frames or has ended: `fillFrame` tells.
 */
export function copyEncodedFrame(
  playback: Playback,
  codec: RareCodec,
  bytes: Uint8Array,
  at: number,
): number {
  const clip = nextClip(playback);
  const sound = clip?.framed[codec];
  const frame = playback.position / samplesPerFrame;
  if (clip === undefined || sound === undefined || !Number.isInteger(frame)) return 0;
  if (frame >= Atomics.load(sound.ready, 0)) return 0;
  const { frameBytes } = codecFormats[codec];
  for (let i = 0; i < frameBytes; i++) bytes[at + i] = sound.bytes[frame * frameBytes + i] as number;
  playback.position = Math.min(clip.PCMA.length, playback.position + samplesPerFrame);
  return frameBytes;
}

/** The clip at the present position, passing over those that have come to their end; undefined: all have. */
function nextClip(playback: Playback): Clip | undefined {
  for (;;) {
    const clip = playback.clips[playback.clipIndex];
    if (clip === undefined) {
      if (!playback.loop || playback.clips.length === 0) return undefined;
      playback.clipIndex = 0;
    } else if (playback.position < clip.PCMA.length) {
      return clip;
    } else {
      playback.clipIndex++;
      playback.position = 0;
    }
  }
}

// A playback: where one leg is in a list of clips.
import { silenceByte } from "../codecs/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import type { Clip } from "./clip.ts";

export type Playback = {
  readonly playbackId: string;
  readonly clips: readonly Clip[];
  readonly loop: boolean;
  readonly stopOnDigit: boolean;
  clipIndex: number;
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
 * Writes the next `length` samples at `bytes[at]`. Clips follow each other without a gap; the last frame
 * is filled up with silence. False when there was nothing left to play.
 */
export function fillFrame(
  playback: Playback,
  codec: AudioCodec,
  bytes: Uint8Array,
  at: number,
  length: number,
): boolean {
  let filled = 0;
  while (filled < length) {
    const clip = playback.clips[playback.clipIndex];
    if (clip === undefined) {
      if (!playback.loop) break;
      playback.clipIndex = 0;
      continue;
    }
    const sound = clip[codec];
    const count = Math.min(length - filled, sound.length - playback.position);
    // Copied byte by byte: a subarray would be garbage for every frame.
    for (let i = 0; i < count; i++) bytes[at + filled + i] = sound[playback.position + i] as number;
    filled += count;
    playback.position += count;
    if (playback.position === sound.length) {
      playback.clipIndex++;
      playback.position = 0;
    }
  }
  bytes.fill(silenceByte[codec], at + filled, at + length);
  return filled > 0;
}

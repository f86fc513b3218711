// What a recording's trailer says of its sound: its length, who is heard where from when, and a checksum.

/**
 * `left`, `right`: from here on the channel has this party, null for nobody. `paused` to `resumed`: silence instead of
 * what was said.
 */
export type RecordingMarker = {
  readonly atMs: number;
  readonly kind: "left" | "right" | "paused" | "resumed";
  /** In the words of whoever started the recording, such as `leg:ID`. */
  readonly party: string | null;
};

export type RecordingTrailer = {
  readonly frames: number;
  readonly markers: readonly RecordingMarker[];
  /** Hexadecimal SHA-256 of all bytes before the trailer, which can be checked without a key. */
  readonly sha256: string;
};

export function trailerText(trailer: RecordingTrailer): Buffer {
  return Buffer.from(JSON.stringify(trailer));
}

/** Of bytes whose seal was opened: they are what we wrote. */
export function readTrailer(text: Buffer): RecordingTrailer {
  return JSON.parse(text.toString()) as RecordingTrailer;
}

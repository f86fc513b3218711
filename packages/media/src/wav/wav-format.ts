// The layout of WAV files (RIFF): finding format and sound in one, and the header of our recordings.

export const wavFormatTag = { linear: 1, aLaw: 6, muLaw: 7 } as const;

export type WavLayout = {
  formatTag: number;
  channels: number;
  sampleRateHz: number;
  bitsPerSample: number;
  bytesPerFrame: number;
  /** Where `fmt ` begins, after its length. */
  formatStart: number;
  dataStart: number;
  /** As the header says; may lie beyond the end of a cut file. */
  dataLength: number;
};

/** RIFF + fmt with extension size + fact + data. */
export const recordingHeaderLength = 58;
const recordingChannels = 2;
const recordingSampleRateHz = 8000;

/** The header of a stereo A-law recording of `frames` samples per channel. */
export function recordingHeader(frames: number): Uint8Array {
  const header = new Uint8Array(recordingHeaderLength);
  const view = new DataView(header.buffer);
  const dataLength = frames * recordingChannels;
  writeText(header, 0, "RIFF");
  view.setUint32(4, recordingHeaderLength - 8 + dataLength, true);
  writeText(header, 8, "WAVEfmt ");
  view.setUint32(16, 18, true);
  view.setUint16(20, wavFormatTag.aLaw, true);
  view.setUint16(22, recordingChannels, true);
  view.setUint32(24, recordingSampleRateHz, true);
  view.setUint32(28, recordingSampleRateHz * recordingChannels, true);
  view.setUint16(32, recordingChannels, true);
  view.setUint16(34, 8, true);
  writeText(header, 38, "fact");
  view.setUint32(42, 4, true);
  view.setUint32(46, frames, true);
  writeText(header, 50, "data");
  view.setUint32(54, dataLength, true);
  return header;
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

/** Finds `fmt ` and `data` among the chunks. Undefined when the bytes are no WAV file. */
export function readWavLayout(bytes: Uint8Array): WavLayout | undefined {
  if (bytes.length < 12 || textAt(bytes, 0) !== "RIFF" || textAt(bytes, 8) !== "WAVE") return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: number | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = textAt(bytes, at);
    const length = view.getUint32(at + 4, true);
    if (name === "fmt " && length >= 16 && at + 24 <= bytes.length) format = at + 8;
    if (name === "data") return format === undefined ? undefined : layoutAt(view, format, at + 8, length);
    at += 8 + length + (length & 1);
  }
  return undefined;
}

function layoutAt(view: DataView, format: number, dataStart: number, dataLength: number): WavLayout {
  return {
    formatTag: view.getUint16(format, true),
    channels: view.getUint16(format + 2, true),
    sampleRateHz: view.getUint32(format + 4, true),
    bytesPerFrame: view.getUint16(format + 12, true),
    bitsPerSample: view.getUint16(format + 14, true),
    formatStart: format,
    dataStart,
    dataLength,
  };
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

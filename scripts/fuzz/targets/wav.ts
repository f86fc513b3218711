// WAV files: the layout, and the clip made of one that a person uploaded.
import { clipFromWav } from "../../../packages/media/src/prompts/clip.ts";
import { readWavLayout, recordingHeader } from "../../../packages/media/src/wav/index.ts";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

export const wavTarget: FuzzTarget = {
  name: "wav",
  package: "media",
  maxLength: 16_384,
  dictionary: [
    "RIFF",
    "WAVE",
    "fmt ",
    "data",
    "fact",
    "LIST",
    "\x10\0\0\0",
    "\0\0\0\0",
    "\xff\xff\xff\xff",
    "\x01\0\x01\0",
  ],
  seeds: () => [
    Buffer.concat([recordingHeader(80), new Uint8Array(160)]),
    mono(1, 16),
    mono(6, 8),
    mono(7, 8),
    Buffer.concat([mono(6, 8), Buffer.from("LIST\x04\0\0\0INFO", "latin1")]),
  ],
  check(input) {
    const layout = readWavLayout(input);
    if (layout !== undefined) hold(layout.dataStart <= input.length, "sound begins inside the file");
    const clip = clipFromWav(input);
    if (!clip.ok) return;
    hold(clip.value.clip.PCMA.length === clip.value.clip.PCMU.length, "both codecs have as much sound");
    hold(clip.value.clip.PCMA.length <= input.length, "no more sound than there were bytes");
  },
};

/** A mono file of 8 kHz with 40 bytes of sound. */
function mono(formatTag: number, bits: number): Buffer {
  const bytes = Buffer.alloc(84);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(76, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(formatTag, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8_000, 24);
  bytes.writeUInt32LE(1_000 * bits, 28);
  bytes.writeUInt16LE(bits / 8, 32);
  bytes.writeUInt16LE(bits, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(40, 40);
  return bytes;
}

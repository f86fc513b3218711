// What a conference costs in processor time for each frame of 20 ms, all its members together: the mixing alone, and with
// G.711 decoded before and encoded after it. Microseconds, the median of the rounds. The last line is JSON.
// Run: npm run bench:mixing [-- --quick]
import { parseArgs } from "node:util";
import { Mixer, SoundReader, SoundWriter } from "@tandem/media";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { quick: { type: "boolean", default: false } },
});
const rounds = options.quick ? 5 : 15;
const framesPerRound = options.quick ? 500 : 2000;
const sizes = [3, 8, 32];
const voices: Int16Array[][] = [];

const result: Record<
  string,
  { mixingUs: number; quietUs: number; withCodecUs: number; shareOfTick: number }
> = {};
for (const size of sizes) {
  const mixingUs = mixingCost(size, size);
  // As people talk: two at a time.
  const quietUs = mixingCost(size, 2);
  const withCodecUs = codedCost(size);
  const shareOfTick = Math.round((withCodecUs / 20_000) * 1000) / 1000;
  result[size] = { mixingUs, quietUs, withCodecUs, shareOfTick };
  console.log(
    `${size} members: all speak ${mixingUs} µs, two speak ${quietUs} µs, with G.711 ${withCodecUs} µs (${shareOfTick * 100} % of 20 ms)`,
  );
}
console.log(JSON.stringify(result));

function mixingCost(size: number, speaking: number): number {
  const { mixer, seats } = conference(size);
  const output = new Int16Array(mixer.frameSamples);
  return cost((turn) => {
    for (let i = 0; i < speaking; i++) mixer.buffer(seats[i] as number)?.push(frameOf(i, turn), 160);
    mixer.turn();
    for (const seat of seats) mixer.heardBy(seat, output);
  });
}

function codedCost(size: number): number {
  const { mixer, seats } = conference(size);
  const readers = seats.map(() => new SoundReader("PCMA"));
  const writers = seats.map(() => new SoundWriter("PCMA", 8000));
  const payload = Uint8Array.from({ length: 160 }, (_, i) => (i * 7) & 255);
  const bytes = new Uint8Array(1500);
  const output = new Int16Array(mixer.frameSamples);
  return cost(() => {
    seats.forEach((seat, i) => {
      const reader = readers[i] as SoundReader;
      reader.read(payload, 0, 160);
      mixer.buffer(seat)?.push(reader.samples(8000), 160);
    });
    mixer.turn();
    seats.forEach((seat, i) => {
      mixer.heardBy(seat, output);
      const writer = writers[i] as SoundWriter;
      writer.push(output, 160);
      writer.take(bytes, 0);
    });
  });
}

function conference(size: number): { mixer: Mixer; seats: number[] } {
  const mixer = new Mixer(8000);
  const seats = Array.from({ length: size }, () => mixer.sit() as number);
  return { mixer, seats };
}

/** Voices that are loud enough to be limited now and then. */
function frameOf(speaker: number, turn: number): Int16Array {
  voices[speaker] ??= Array.from({ length: 10 }, (_, n) =>
    Int16Array.from({ length: 160 }, (_unused, i) =>
      Math.round(9000 * Math.sin(((n * 160 + i) * (150 + 30 * speaker) * 2 * Math.PI) / 8000)),
    ),
  );
  return voices[speaker][turn % 10] as Int16Array;
}

/** Microseconds of processor time for one call of `step`. */
function cost(step: (turn: number) => void): number {
  const measured: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const before = process.cpuUsage().user;
    for (let turn = 0; turn < framesPerRound; turn++) step(turn);
    // The first round is for the compiler.
    if (round >= 0) measured.push((process.cpuUsage().user - before) / framesPerRound);
  }
  measured.sort((a, b) => a - b);
  return Math.round((measured[measured.length >> 1] as number) * 10) / 10;
}

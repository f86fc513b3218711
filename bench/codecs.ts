// What a packet of 20 ms costs in processor time: each codec alone, resampling, and each pair of codecs of two bridged
// legs. Lengths are microseconds, the median of the rounds. The last line is JSON.
// Run: node bench/codecs.ts [-- --quick]
import { parseArgs } from "node:util";
import { Resampler, SoundReader, SoundWriter, codecFormats, loadOpus } from "@tandem/media";
import type { AudioCodec } from "@tandem/media";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { quick: { type: "boolean", default: false } },
});
const rounds = options.quick ? 5 : 15;
const packetsPerRound = options.quick ? 500 : 1500;
const codecs = Object.keys(codecFormats) as AudioCodec[];

await loadOpus();
const packets = new Map(codecs.map((codec) => [codec, speechLike(codec)]));
const codecUs: Record<string, { encode: number; decode: number }> = {};
for (const codec of codecs) {
  codecUs[codec] = { encode: encodeCost(codec), decode: decodeCost(codec) };
  console.log(`${codec}: encode ${codecUs[codec].encode} µs, decode ${codecUs[codec].decode} µs`);
}
const resampleUs = { "8000-16000": resampleCost(8000, 16_000), "16000-8000": resampleCost(16_000, 8000) };
console.log(`resampling: up ${resampleUs["8000-16000"]} µs, down ${resampleUs["16000-8000"]} µs`);
const convertUs: Record<string, number> = {};
for (const from of codecs) {
  for (const to of codecs.filter((codec) => codec !== from)) {
    convertUs[`${from}-${to}`] = conversionCost(from, to);
    console.log(`${from} to ${to}: ${convertUs[`${from}-${to}`]} µs`);
  }
}
console.log(JSON.stringify({ codecUs, resampleUs, convertUs }));

/** Two seconds of something with the changes of a voice, as payloads. */
function speechLike(codec: AudioCodec): Uint8Array[] {
  const { sampleRateHz, samplesPerFrame } = codecFormats[codec];
  const writer = new SoundWriter(codec, sampleRateHz);
  const payloads: Uint8Array[] = [];
  const bytes = new Uint8Array(1500);
  for (let frame = 0; frame < 100; frame++) {
    writer.push(voice(sampleRateHz, samplesPerFrame, frame), samplesPerFrame);
    payloads.push(bytes.slice(0, writer.take(bytes, 0)));
  }
  writer.close();
  return payloads;
}

function voice(sampleRateHz: number, count: number, frame: number): Int16Array {
  return Int16Array.from({ length: count }, (_, i) => {
    const at = (frame * count + i) / sampleRateHz;
    const pitch = 2 * Math.PI * (120 + 30 * Math.sin(3 * at)) * at;
    const loudness = 4000 * (1 + Math.sin(7 * at));
    return loudness * (Math.sin(pitch) + 0.5 * Math.sin(5 * pitch) + 0.3 * Math.sin(17 * pitch));
  });
}

function encodeCost(codec: AudioCodec): number {
  const { sampleRateHz, samplesPerFrame } = codecFormats[codec];
  const writer = new SoundWriter(codec, sampleRateHz);
  const frames = Array.from({ length: 100 }, (_, frame) => voice(sampleRateHz, samplesPerFrame, frame));
  const bytes = new Uint8Array(1500);
  return cost((i) => {
    writer.push(frames[i % 100] as Int16Array, samplesPerFrame);
    writer.take(bytes, 0);
  });
}

function decodeCost(codec: AudioCodec): number {
  const reader = new SoundReader(codec);
  const payloads = packets.get(codec) as Uint8Array[];
  return cost((i) => {
    const payload = payloads[i % 100] as Uint8Array;
    reader.read(payload, 0, payload.length);
  });
}

function resampleCost(fromHz: 8000 | 16_000, toHz: 8000 | 16_000): number {
  const resampler = new Resampler(fromHz, toHz);
  const input = voice(fromHz, fromHz / 50, 0);
  const output = new Int16Array(toHz / 50);
  return cost(() => void resampler.process(input, input.length, output));
}

function conversionCost(from: AudioCodec, to: AudioCodec): number {
  const reader = new SoundReader(from);
  const writer = new SoundWriter(to, reader.sampleRateHz);
  const payloads = packets.get(from) as Uint8Array[];
  const bytes = new Uint8Array(1500);
  return cost((i) => {
    const payload = payloads[i % 100] as Uint8Array;
    reader.read(payload, 0, payload.length);
    writer.push(reader.samples(writer.sampleRateHz), reader.count(writer.sampleRateHz));
    writer.take(bytes, 0);
  });
}

/** Microseconds of processor time for one call of `step`. */
function cost(step: (packet: number) => void): number {
  const measured: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const before = process.cpuUsage().user;
    for (let packet = 0; packet < packetsPerRound; packet++) step(packet);
    // The first round is for the compiler.
    if (round >= 0) measured.push((process.cpuUsage().user - before) / packetsPerRound);
  }
  measured.sort((a, b) => a - b);
  return Math.round((measured[measured.length >> 1] as number) * 10) / 10;
}

import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import type { AudioCodec } from "../protocol/index.ts";
import { codecFormats, longestPacketSamples } from "./audio-codec.ts";
import { createDecoder, createEncoder } from "./create-codec.ts";
import { loadOpus } from "./opus-library.ts";
import { createOpusClipEncoder, createOpusDecoder, createOpusEncoder } from "./opus.ts";
import { powerSpectrum, sine, toneToRestDb } from "./testing/spectrum.ts";

const codecs = Object.keys(codecFormats) as AudioCodec[];

before(loadOpus);

/** Half a second and more of a tone through encoder and decoder, every lost packet concealed. */
function passThrough(
  codec: AudioCodec,
  frequencyHz: number,
  isLost: (packet: number) => boolean,
): Int16Array {
  const { sampleRateHz, samplesPerFrame } = codecFormats[codec];
  const encoder = createEncoder(codec, sampleRateHz);
  const decoder = createDecoder(codec);
  const sound = sine(frequencyHz, sampleRateHz, 50 * samplesPerFrame, 8000);
  const heard = new Int16Array(sound.length);
  const bytes = new Uint8Array(1500);
  const packet = new Int16Array(longestPacketSamples);
  for (let i = 0; i < 50; i++) {
    const frame = sound.subarray(i * samplesPerFrame, (i + 1) * samplesPerFrame);
    const length = encoder.encode(frame, samplesPerFrame, bytes, 12);
    const count = isLost(i)
      ? decoder.conceal(packet, samplesPerFrame)
      : decoder.decode(bytes, 12, 12 + length, packet);
    assert.equal(count, samplesPerFrame);
    heard.set(packet.subarray(0, count), i * samplesPerFrame);
  }
  encoder.close();
  decoder.close();
  return heard;
}

const leastDb: Readonly<Record<AudioCodec, number>> = { PCMA: 33, PCMU: 33, G722: 30, opus: 20, L16: 60 };

// libopus goes on with what it takes for the background: Opus is not among them.
for (const codec of codecs.filter((each) => each !== "opus")) {
  test(`${codec} falls silent in a long gap`, () => {
    const gap = passThrough(codec, 400, (packet) => packet >= 20);
    assert.ok(gap.subarray(24 * codecFormats[codec].samplesPerFrame).every((sample) => sample === 0));
  });
}

for (const codec of codecs) {
  const { sampleRateHz } = codecFormats[codec];

  test(`${codec} carries a tone of 1000 Hz`, () => {
    const heard = passThrough(codec, 1000, () => false);
    const tail = heard.subarray(heard.length - (sampleRateHz === 8000 ? 4096 : 8192));
    const ratioDb = toneToRestDb(tail, 1000, sampleRateHz);
    assert.ok(ratioDb >= leastDb[codec], `${ratioDb} dB`);
  });

  test(`${codec} conceals a lost packet with what was heard before`, () => {
    const whole = passThrough(codec, 400, () => false);
    const holed = passThrough(codec, 400, (packet) => packet === 20);
    const place = 20 * codecFormats[codec].samplesPerFrame;
    const powerIn = (samples: Int16Array) =>
      samples.subarray(place, place + codecFormats[codec].samplesPerFrame).reduce((sum, x) => sum + x * x, 0);
    assert.ok(powerIn(holed) > 0.25 * powerIn(whole), "the hole is filled");
  });

  test(`${codec}: no bytes make the decoder throw or write past its buffer`, () => {
    const decoder = createDecoder(codec);
    const samples = new Int16Array(longestPacketSamples);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1600 }), (bytes) => {
        const count = decoder.decode(bytes, 0, bytes.length, samples);
        assert.ok(count >= 0 && count <= samples.length);
      }),
      { numRuns: 200 },
    );
    decoder.close();
  });

  test(`${codec} makes no garbage of packets`, () => {
    const { samplesPerFrame } = codecFormats[codec];
    const encoder = createEncoder(codec, sampleRateHz);
    const decoder = createDecoder(codec);
    const frame = sine(700, sampleRateHz, samplesPerFrame, 9000);
    const bytes = new Uint8Array(1500);
    const samples = new Int16Array(longestPacketSamples);
    const run = (packets: number): void => {
      for (let i = 0; i < packets; i++) {
        const length = encoder.encode(frame, samplesPerFrame, bytes, 0);
        decoder.decode(bytes, 0, length, samples);
        if (i % 10 === 0) decoder.conceal(samples, samplesPerFrame);
      }
    };
    run(2000);
    // The least of some runs: the compiler leaves things on the heap now and then, packets would in each.
    const perPacket = Math.min(...Array.from({ length: 5 }, () => heapGrowth(() => run(1000)) / 1000));
    assert.ok(perPacket < 16, `${perPacket} bytes a packet`);
    encoder.close();
    decoder.close();
  });
}

function heapGrowth(action: () => void): number {
  const atFirst = process.memoryUsage().heapUsed;
  action();
  const growth = process.memoryUsage().heapUsed - atFirst;
  // The collector was at work in between: no answer.
  return growth < 0 ? Number.POSITIVE_INFINITY : growth;
}

test("an Opus clip has packets of one length, and Opus decodes to any rate", () => {
  const encoder = createOpusClipEncoder(48_000);
  const decoders = ([8000, 16_000, 48_000] as const).map((rate) => ({
    rate,
    decoder: createOpusDecoder(rate),
  }));
  const sound = sine(1000, 48_000, 48_000, 8000);
  const bytes = new Uint8Array(1500);
  const samples = new Int16Array(3 * longestPacketSamples);
  for (let at = 0; at < sound.length; at += 960) {
    const length = encoder.encode(sound.subarray(at, at + 960), 960, bytes, 0);
    assert.equal(length, codecFormats.opus.frameBytes);
    for (const { rate, decoder } of decoders)
      assert.equal(decoder.decode(bytes, 0, length, samples), rate / 50);
  }
});

test("narrowband sound in Opus stays narrowband", () => {
  const encoder = createOpusEncoder(8000);
  const decoder = createOpusDecoder();
  const bytes = new Uint8Array(1500);
  const samples = new Int16Array(longestPacketSamples);
  const sound = sine(2000, 8000, 8000, 8000);
  const heard = new Int16Array(8192);
  for (let i = 0; i < 50; i++) {
    const length = encoder.encode(sound.subarray(i * 160, (i + 1) * 160), 160, bytes, 0);
    const count = decoder.decode(bytes, 0, length, samples);
    heard.copyWithin(0, count);
    heard.set(samples.subarray(0, count), heard.length - count);
  }
  const spectrum = powerSpectrum(heard);
  const above = spectrum.subarray(4200 / (16_000 / 8192)).reduce((sum, power) => sum + power, 0);
  const all = spectrum.reduce((sum, power) => sum + power, 0);
  assert.ok(above < all * 1e-4, `${above / all}`);
});

test("L16 is in network byte order", () => {
  const bytes = new Uint8Array(4);
  assert.equal(createEncoder("L16", 16_000).encode(Int16Array.of(0x0102, -2), 2, bytes, 0), 4);
  assert.deepEqual([...bytes], [1, 2, 0xff, 0xfe]);
});

import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { AudioCodec } from "../protocol/index.ts";
import { codecFormats } from "./audio-codec.ts";
import { createDecoder } from "./create-codec.ts";
import { loadOpus } from "./opus-library.ts";
import { SoundReader } from "./sound-reader.ts";
import { SoundWriter } from "./sound-writer.ts";
import { sine, toneToRestDb } from "./testing/spectrum.ts";

const codecs = Object.keys(codecFormats) as AudioCodec[];

before(loadOpus);

/** A second of 1000 Hz as payloads of 20 ms. */
function spoken(codec: AudioCodec): Uint8Array[] {
  const writer = new SoundWriter(codec, codecFormats[codec].sampleRateHz);
  const sound = sine(1000, writer.sampleRateHz, writer.sampleRateHz, 8000);
  const packets: Uint8Array[] = [];
  const bytes = new Uint8Array(1500);
  for (let at = 0; at < sound.length; at += writer.sampleRateHz / 100) {
    writer.push(sound.subarray(at), writer.sampleRateHz / 100);
    const length = writer.take(bytes, 0);
    if (length > 0) packets.push(bytes.slice(0, length));
  }
  return packets;
}

for (const from of codecs) {
  for (const to of codecs.filter((codec) => codec !== from)) {
    test(`${from} to ${to}: 50 packets in, 50 packets out, the same tone`, () => {
      const reader = new SoundReader(from);
      const writer = new SoundWriter(to, reader.sampleRateHz);
      const decoder = createDecoder(to);
      const { sampleRateHz } = codecFormats[to];
      const heard = new Int16Array(2 * sampleRateHz);
      const bytes = new Uint8Array(1500);
      let length = 0;
      let packets = 0;
      for (const packet of spoken(from)) {
        assert.ok(reader.read(packet, 0, packet.length));
        writer.push(reader.samples(writer.sampleRateHz), reader.count(writer.sampleRateHz));
        for (let size = writer.take(bytes, 0); size > 0; size = writer.take(bytes, 0), packets++) {
          length += decoder.decode(bytes, 0, size, heard.subarray(length));
        }
      }
      assert.equal(packets, 50);
      assert.equal(length, sampleRateHz);
      const tail = heard
        .subarray(length - sampleRateHz / 2, length)
        .subarray(0, sampleRateHz === 8000 ? 2048 : 4096);
      const ratioDb = toneToRestDb(tail, 1000, sampleRateHz);
      assert.ok(ratioDb > (from === "opus" || to === "opus" ? 15 : 28), `${ratioDb} dB`);
      for (const each of [reader, writer, decoder]) each.close();
    });
  }
}

test("packets of 10, 30 and 60 ms become packets of 20 ms, nothing lost", () => {
  const reader = new SoundReader("PCMA");
  const writer = new SoundWriter("PCMU", 8000);
  const bytes = new Uint8Array(1500);
  let sent = 0;
  for (const samples of [80, 80, 240, 480, 240, 480, 80, 240]) {
    reader.read(new Uint8Array(samples).fill(0xd5), 0, samples);
    writer.push(reader.samples(8000), reader.count(8000));
    for (let size = writer.take(bytes, 0); size > 0; size = writer.take(bytes, 0)) sent += size;
  }
  assert.equal(sent, 1920);
  assert.equal(writer.queued, 0);
});

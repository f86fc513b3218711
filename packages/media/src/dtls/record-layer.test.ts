import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CONTENT_TYPE, parseRecords, RecordLayer } from "./record-layer.ts";
import type { DtlsRecord } from "./record-layer.ts";

const clientKey = { key: new Uint8Array(16).fill(1), implicitNonce: new Uint8Array(4).fill(2) };
const serverKey = { key: new Uint8Array(16).fill(3), implicitNonce: new Uint8Array(4).fill(4) };
const content = Uint8Array.of(1, 2, 3, 4, 5);

function layers(): { client: RecordLayer; server: RecordLayer } {
  const [client, server] = [new RecordLayer(), new RecordLayer()];
  client.useKeys(serverKey, clientKey);
  server.useKeys(clientKey, serverKey);
  return { client, server };
}

function only(datagram: Uint8Array): DtlsRecord {
  const [record] = parseRecords(datagram);
  assert.ok(record !== undefined);
  return record;
}

test("records of epoch 0 are numbered and in the clear", () => {
  const layer = new RecordLayer();
  layer.write(CONTENT_TYPE.alert, 0, content);
  const record = only(layer.write(CONTENT_TYPE.handshake, 0, content));
  assert.equal(record.sequence, 1);
  assert.equal(record.epoch, 0);
  assert.deepEqual([...record.body], [...content]);
});

test("what one side seals the other opens, once", () => {
  const { client, server } = layers();
  const record = only(client.write(CONTENT_TYPE.handshake, 1, content));
  assert.deepEqual([...server.open(record)!], [...content]);
  assert.equal(server.open(record), undefined);
});

test("every bit of a sealed record counts: type, version, number, nonce, text and tag", () => {
  const { client, server } = layers();
  const sealed = client.write(CONTENT_TYPE.handshake, 1, content);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const forged = Uint8Array.from(sealed);
    forged[bit >>> 3]! ^= 1 << (bit & 7);
    for (const record of parseRecords(forged)) assert.equal(server.open(record), undefined, `bit ${bit}`);
  }
  assert.ok(server.open(only(sealed)) !== undefined);
});

test("without keys nothing of epoch 1 is read, and writing it is a bug", () => {
  const { client } = layers();
  const record = only(client.write(CONTENT_TYPE.handshake, 1, content));
  assert.equal(new RecordLayer().open(record), undefined);
  assert.throws(() => new RecordLayer().write(CONTENT_TYPE.alert, 1, content), /no keys/);
});

test("a datagram gives its records up to the first that is cut short or foreign", () => {
  const layer = new RecordLayer();
  const write = (): Uint8Array => layer.write(CONTENT_TYPE.handshake, 0, content);
  assert.equal(parseRecords(Buffer.concat([write(), write(), write().subarray(0, 17)])).length, 2);
  const foreign = Uint8Array.from(write());
  foreign[1] = 3;
  assert.equal(parseRecords(Buffer.concat([write(), foreign, write()])).length, 1);
});

test("random bytes never throw", () => {
  const { server } = layers();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      for (const record of parseRecords(noise)) server.open(record);
      const inEpoch1 = Uint8Array.of(22, 254, 253, 0, 1, 0, 0, 0, 0, 0, 9, 0, noise.length, ...noise);
      assert.equal(server.open(only(inEpoch1)), undefined);
    }),
  );
});

test("closing wipes the keys, and nothing is opened any more", () => {
  const { client } = layers();
  const layer = new RecordLayer();
  const keys = [clientKey, serverKey].map(({ key, implicitNonce }) => ({
    key: Uint8Array.from(key),
    implicitNonce: Uint8Array.from(implicitNonce),
  }));
  layer.useKeys(keys[0]!, keys[1]!);
  const record = only(client.write(CONTENT_TYPE.handshake, 1, content));
  layer.close();
  layer.close();
  assert.ok(keys.every(({ key, implicitNonce }) => [...key, ...implicitNonce].every((byte) => byte === 0)));
  assert.equal(layer.open(record), undefined);
});

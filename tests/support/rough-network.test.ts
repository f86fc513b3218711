import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { RoughNetwork } from "./rough-network.ts";
import type { NetworkOptions } from "./rough-network.ts";
import { until } from "./until.ts";

type Heard = { readonly number: number; readonly from: RemoteInfo; readonly atMs: number };

/** A socket that numbers what it sends and keeps what it hears. */
class Talker implements Disposable {
  readonly heard: Heard[] = [];
  readonly #socket: Socket;

  private constructor(socket: Socket, echoes: boolean) {
    this.#socket = socket;
    socket.on("message", (bytes, from) => {
      this.heard.push({ number: bytes.readUInt32BE(), from, atMs: performance.now() });
      if (echoes) socket.send(bytes, from.port, from.address);
    });
  }

  static async open(echoes = false): Promise<Talker> {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new Talker(socket, echoes);
  }

  get address() {
    return { address: "127.0.0.1", port: this.#socket.address().port };
  }

  say(number: number, port: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(number);
    this.#socket.send(bytes, port, "127.0.0.1");
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

/** Sends `count` numbers through a network, each a millisecond after the one before, and gives both ends. */
async function send(count: number, options: NetworkOptions) {
  const target = await Talker.open();
  const client = await Talker.open();
  const network = await RoughNetwork.open(target.address, options);
  const stack = new AsyncDisposableStack();
  for (const each of [target, client]) stack.defer(() => each[Symbol.dispose]());
  stack.use(network);
  for (let number = 0; number < count; number += 1) {
    client.say(number, network.port);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const { toTarget } = network.counts;
  await until(
    "all has come through",
    () =>
      toTarget.came === count &&
      toTarget.sent === count - toTarget.lost + toTarget.duplicated &&
      target.heard.length === toTarget.sent,
  );
  return {
    heard: target.heard,
    numbers: target.heard.map(({ number }) => number),
    counts: toTarget,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const inOrder = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number >= numbers[index - 1]!);

test("a smooth network changes nothing; answers come back from where the client sent to", async () => {
  using target = await Talker.open(true);
  using client = await Talker.open();
  await using network = await RoughNetwork.open(target.address);
  for (let number = 0; number < 5; number += 1) client.say(number, network.port);
  await until("five answers", () => client.heard.length === 5);
  assert.deepEqual(
    client.heard.map(({ number, from }) => [number, from.port]),
    [0, 1, 2, 3, 4].map((number) => [number, network.port]),
  );
});

test("loss and repetition meet their shares, the same ones with the same seed", async () => {
  const options = { lossShare: 0.15, duplicateShare: 0.1, seed: 5 };
  await using first = await send(400, options);
  await using second = await send(400, options);
  const { lost, duplicated } = first.counts;
  assert.ok(lost > 40 && lost < 80, `${lost} of 400 lost`);
  assert.ok(duplicated > 20 && duplicated < 50, `${duplicated} repeated`);
  assert.equal(new Set(first.numbers).size, 400 - lost);
  assert.deepEqual(first.numbers, second.numbers);
});

test("jitter delays and keeps the order; reordering does not keep it", async () => {
  await using jittery = await send(60, { delayMs: 20, jitterMs: 60 });
  assert.ok(inOrder(jittery.numbers), "by jitter none overtakes another");
  const gapsMs = jittery.heard.slice(1).map(({ atMs }, index) => atMs - jittery.heard[index]!.atMs);
  assert.ok(Math.max(...gapsMs) > 5, "they come in bursts");
  await using mixed = await send(60, { reorderShare: 0.2, reorderMs: 40 });
  assert.ok(mixed.counts.reordered > 3);
  assert.equal(inOrder(mixed.numbers), false);
  assert.equal(new Set(mixed.numbers).size, 60);
});

test("after a rebinding the target sees another port, and its answers find the client", async () => {
  using target = await Talker.open(true);
  using client = await Talker.open();
  await using network = await RoughNetwork.open(target.address);
  client.say(1, network.port);
  await until("the first answer", () => client.heard.length === 1);
  network.rebind();
  client.say(2, network.port);
  await until("the second answer", () => client.heard.length === 2);
  const [before, after] = target.heard.map(({ from }) => from.port);
  assert.notEqual(before, after);
});

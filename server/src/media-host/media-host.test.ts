import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import type { MediaEvent, OpenedLeg } from "@tandem/media";
import { commandLine } from "./command-schema.ts";
import { MediaHost } from "./media-host.ts";
import { readHostOptions } from "./options.ts";
import type { HostOptions } from "./options.ts";
import { OrderedByKey } from "./ordered-by-key.ts";

const hostOptions: HostOptions = {
  socketPath: "",
  addresses: ["127.0.0.1"],
  ports: { first: 21_000, last: 21_099 },
  skipPorts: 0,
  workers: 2,
  io: "auto",
  rtpTimeoutMs: 60_000,
  orphanTimeoutMs: 1000,
};
const silent = { event: () => {}, log: () => {} };

test("options: what is missing or senseless is refused", () => {
  const refusals = [
    [],
    ["--socket", "s", "--address", "example.org"],
    ["--socket", "s", "--ports", "20000"],
    ["--socket", "s", "--workers", "0"],
    ["--socket", "s", "--io", "uring"],
    ["--socket", "s", "--unknown"],
  ];
  for (const args of refusals) assert.equal(readHostOptions(args).ok, false, args.join(" "));
  const read = readHostOptions(["--socket", "s", "--ports", "30000-30099", "--workers", "3"]);
  assert.ok(read.ok);
  assert.deepEqual(
    [read.value.ports, read.value.workers, read.value.io],
    [{ first: 30_000, last: 30_099 }, 3, "auto"],
  );
});

test("tasks that share a key keep their order, others do not wait", async () => {
  const order = new OrderedByKey();
  const seen: string[] = [];
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = order.run(["a"], async () => {
    await gate;
    seen.push("first a");
    throw new Error("broken");
  });
  const second = order.run(["a", "b"], async () => void seen.push("a and b"));
  await order.run(["c"], async () => void seen.push("c"));
  open();
  await assert.rejects(first);
  await second;
  assert.deepEqual(seen, ["c", "first a", "a and b"]);
});

test("keys that are refused are named in no answer and no log", async (t) => {
  const secret = Buffer.alloc(30, "SECRETSECRET").toString("base64");
  const lines: string[] = [];
  const host = new MediaHost(
    { ...hostOptions, ports: { first: 21_100, last: 21_107 } },
    { event: () => {}, log: (line) => lines.push(line) },
  );
  t.after(() => host.stop());
  await host.start();
  assert.ok((await host.command({ kind: "open-leg", legId: "a", callId: "one", transport: "rtp" })).ok);
  const agreed = { codec: "PCMA", payloadType: 8, telephoneEventPayloadType: null, webrtc: null } as const;
  const command = {
    kind: "connect-leg",
    legId: "a",
    remote: null,
    send: true,
    receive: true,
    ...agreed,
  } as const;
  const sdes = { suite: "AEAD_AES_256_GCM", localKey: secret, remoteKey: secret } as const;
  const outcome = await host.command({ ...command, sdes });
  assert.ok(!outcome.ok && outcome.error.kind === "bad-command");
  assert.match(outcome.error.message, /takes 44 bytes/);
  const unread = commandLine.safeParse({ id: 1, command: { ...command, sdes: { ...sdes, suite: secret } } });
  assert.ok(!unread.success);
  for (const text of [JSON.stringify(outcome), JSON.stringify(unread.error.issues), ...lines])
    assert.ok(!text.includes(secret) && !text.includes("SECRETSECRET"), text);
});

test("a new certificate is for legs opened from now on", async (t) => {
  const host = new MediaHost({ ...hostOptions, ports: { first: 21_110, last: 21_117 } }, silent);
  t.after(() => host.stop());
  await host.start();
  const fingerprintOf = async (legId: string): Promise<unknown> => {
    const opened = await host.command({ kind: "open-leg", legId, callId: legId, transport: "webrtc" });
    assert.ok(opened.ok);
    return (opened.value as OpenedLeg).fingerprint?.value;
  };
  const [first, second] = [await fingerprintOf("a"), await fingerprintOf("b")];
  assert.equal(first, second);
  host.pool.rotateIdentity();
  const [third, fourth] = [await fingerprintOf("c"), await fingerprintOf("d")];
  assert.notEqual(third, first);
  assert.equal(third, fourth, "all workers show the same");
});

/** A media process whose workers can be made to crash, with what it told. It stops when the test ends. */
async function crashable(t: TestContext, workers: number, firstPort: number) {
  const events: MediaEvent[] = [];
  const interrupted = Promise.withResolvers<void>();
  const ports = { first: firstPort, last: firstPort + 99 };
  const host = new MediaHost(
    { ...hostOptions, ports, workers },
    {
      event: (event) => {
        events.push(event);
        if (event.kind === "recording-interrupted") interrupted.resolve();
      },
      log: () => {},
    },
  );
  await host.start();
  t.after(() => host.stop());
  const open = (legId: string, callId: string) =>
    host.command({ kind: "open-leg", legId, callId, transport: "rtp" });
  const seatOf = (callId: string) => host.pool.seats.find(({ calls }) => calls.has(callId));
  /** Which worker takes a call is decided by what they measured: the one that crashes is the call's. */
  const crash = async (callId: string) => {
    const seat = seatOf(callId);
    assert.ok(seat?.thread, callId);
    await seat.thread.abort();
  };
  const portOf = (outcome: Awaited<ReturnType<typeof open>>) => {
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return (outcome.value as OpenedLeg).port;
  };
  return { host, events, open, seatOf, crash, portOf, interrupted: interrupted.promise };
}

test("a worker that dies tells its legs and only those, and another takes their call at once", async (t) => {
  const { host, events, open, seatOf, crash, portOf } = await crashable(t, 2, 21_000);
  portOf(await open("a1", "one"));
  let other = 0;
  do portOf(await open(`b${++other}`, `other ${other}`));
  while (seatOf(`other ${other}`) === seatOf("one"));
  portOf(await open("a2", "one"));
  const beside = Array.from({ length: other - 1 }, (_, index) => `b${index + 1}`);
  await crash("one");
  assert.deepEqual(
    events.map((event) => ("legIds" in event ? event.legIds.toSorted() : event.kind)),
    [["a1", "a2", ...beside]],
  );
  const bridge = { kind: "bridge", legA: "a1", legB: "a2" } as const;
  const refused = await host.command(bridge);
  assert.equal(!refused.ok && refused.error.kind, "no-such-leg");
  assert.ok((await open("a1", "one")).ok && (await open("a2", "one")).ok);
  assert.ok((await host.command(bridge)).ok);
  assert.ok((await host.command({ kind: "close-leg", legId: `b${other}` })).ok);
});

test("the only worker dies: legs wait for the next one, which has other ports first; one that is being opened as well", async (t) => {
  const { events, open, crash, portOf } = await crashable(t, 1, 21_300);
  const former = [portOf(await open("a", "one")), portOf(await open("b", "one"))];
  const crashed = crash("one");
  const late = open("c", "one");
  await crashed;
  const [a, b, c] = await Promise.all([open("a", "one"), open("b", "one"), late]);
  const fresh = [portOf(a), portOf(b), portOf(c)];
  assert.deepEqual(
    fresh.filter((port) => former.includes(port)),
    [],
  );
  assert.deepEqual(
    events.map((event) => ("legIds" in event ? event.legIds : event.kind)),
    [["a", "b"]],
  );
});

test("workers that are just starting when the process is to end do not outlive it", async () => {
  const lines: string[] = [];
  const host = new MediaHost(hostOptions, { event: () => {}, log: (line) => lines.push(line) });
  const starting = host.start();
  const stopping = host.stop();
  await assert.rejects(starting, /not wanted/);
  await stopping;
  assert.deepEqual([host.pool.seats.map(({ thread }) => thread), lines], [[undefined, undefined], []]);
});

test("a recording goes on with another worker, once what the one that died had left is on the disk", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tandem-host-"));
  const { host, events, open, crash, interrupted } = await crashable(t, 2, 21_400);
  const seal = { dataKey: randomBytes(32).toString("base64"), wrappedKey: "AAAA", keyId: "k" };
  const sides = { leftLegId: "a", leftParty: null, rightLegId: null, rightParty: null };
  const path = join(folder, "r.trec");
  const record = {
    kind: "start-recording",
    recordingId: "r",
    path,
    startedAt: Date.now(),
    seal,
    ...sides,
  } as const;
  assert.ok((await open("a", "one")).ok && (await host.command(record)).ok);
  await crash("one");
  assert.ok((await open("a", "one")).ok);
  // Asked for before or after the file was closed, it is the same.
  assert.ok((await host.command({ ...record, continues: true })).ok);
  await interrupted;
  assert.ok((await host.command({ kind: "stop-recording", recordingId: "r" })).ok);
  await host.stop();
  const ends = events.filter(({ kind }) => kind === "recording-finished" || kind === "recording-interrupted");
  assert.deepEqual(
    ends.map((event) => [event.kind, "failure" in event]),
    [
      ["recording-interrupted", false],
      ["recording-finished", false],
    ],
  );
  rmSync(folder, { recursive: true });
});

test("a call whose worker has no port left goes whole to another; one that has begun stays, and is refused", async (t) => {
  const host = new MediaHost({ ...hostOptions, ports: { first: 21_200, last: 21_207 } }, silent);
  t.after(() => host.stop());
  await host.start();
  const open = async (callId: string, legId: string) => {
    const outcome = await host.command({ kind: "open-leg", legId, callId, transport: "rtp" });
    return outcome.ok ? "opened" : outcome.error.kind;
  };
  // Two legs fit on each worker.
  assert.deepEqual(
    [await open("a", "a1"), await open("a", "a2"), await open("b", "b1")],
    ["opened", "opened", "opened"],
  );
  assert.equal(await open("a", "a3"), "no-free-port");
  // Whichever worker is chosen first, the one port left is found.
  assert.equal(await open("c", "c1"), "opened");
  assert.equal(await open("d", "d1"), "no-free-port");
  assert.equal((await host.command({ kind: "bridge", legA: "a1", legB: "a2" })).ok, true);
  assert.deepEqual(
    host.pool.seats.map(({ calls }) => calls.size).toSorted((one, other) => one - other),
    [1, 2],
    "calls that got no port are forgotten",
  );
});

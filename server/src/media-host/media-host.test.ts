import assert from "node:assert/strict";
import { test } from "node:test";
import type { MediaEvent } from "@tandem/media";
import { MediaHost } from "./media-host.ts";
import { readHostOptions } from "./options.ts";
import type { HostOptions } from "./options.ts";
import { OrderedByKey } from "./ordered-by-key.ts";

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

test("a worker that dies fails its legs and only those, and another takes its place", async () => {
  const events: MediaEvent[] = [];
  const options: HostOptions = {
    socketPath: "",
    address: "127.0.0.1",
    ports: { first: 21_000, last: 21_099 },
    workers: 2,
    io: "auto",
    rtpTimeoutMs: 60_000,
    orphanTimeoutMs: 1000,
  };
  const restarting = Promise.withResolvers<void>();
  const host = new MediaHost(options, {
    event: (event) => events.push(event),
    log: (line) => line.includes("starting another") && restarting.resolve(),
  });
  await host.start();
  const open = (legId: string, callId: string) =>
    host.command({ kind: "open-leg", legId, callId, transport: "rtp" });
  assert.ok((await open("a", "one")).ok);
  assert.ok((await open("b", "two")).ok);
  await host.pool.seats[0]?.thread?.abort();
  await restarting.promise;
  assert.deepEqual(
    events.map((event) => [
      event.kind,
      "legId" in event ? event.legId : "",
      "reason" in event ? event.reason : "",
    ]),
    [["leg-failed", "a", "worker-lost"]],
  );
  assert.ok((await open("a", "one")).ok, "a new call goes to a living worker");
  assert.ok((await host.command({ kind: "close-leg", legId: "b" })).ok);
  await host.stop();
});

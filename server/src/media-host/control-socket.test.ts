import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LineDecoder } from "@tandem/media";
import type { MediaEvent, MediaLine } from "@tandem/media";
import { err } from "@tandem/kernel";
import { ControlSocket } from "./control-socket.ts";

function digit(at: number): MediaEvent {
  return { kind: "digit", legId: "a", digit: "1", durationMs: 100, at };
}

async function listening() {
  const folder = mkdtempSync(join(tmpdir(), "tandem-control-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "media.sock");
  const detached = Promise.withResolvers<void>();
  const control = new ControlSocket(path, {
    command: async () => err({ kind: "timeout", message: "" }),
    attached: () => {},
    detached: () => detached.resolve(),
    log: () => {},
  });
  await control.listen();
  return { control, path, detached: detached.promise };
}

/** Connects, and resolves with the times of the first `count` events. */
async function hear(path: string, count: number): Promise<{ times: number[]; leave: () => void }> {
  const socket = connect(path);
  const decoder = new LineDecoder();
  const times: number[] = [];
  await new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      for (const line of decoder.push(chunk).lines as MediaLine[])
        if ("event" in line) times.push(line.event.at);
      if (times.length >= count) resolve();
    });
  });
  return { times, leave: () => socket.destroy() };
}

test("what happens while nobody is connected waits for the next control, once", async () => {
  const { control, path, detached } = await listening();
  control.tell(digit(1));
  control.tell(digit(2));
  const first = await hear(path, 2);
  assert.deepEqual(first.times, [1, 2]);
  first.leave();
  await detached;
  control.tell(digit(3));
  const second = await hear(path, 1);
  assert.deepEqual(second.times, [3]);
  second.leave();
  control.close();
});

test("the oldest go when there are too many, and are counted", async () => {
  const { control, path } = await listening();
  for (let at = 0; at < 20_005; at++) control.tell(digit(at));
  assert.equal(control.lostEvents, 5);
  const heard = await hear(path, 20_000);
  assert.deepEqual([heard.times[0], heard.times.at(-1)], [5, 20_004]);
  heard.leave();
  control.close();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "@tandem/kernel";
import { Listening } from "./listening.ts";
import { failed } from "./recognizer.ts";
import type { Utterance } from "./recognizer.ts";

const frameBytes = 640;
const silence = Buffer.alloc(frameBytes);
const loud = Buffer.alloc(frameBytes);
for (let n = 0; n < frameBytes / 2; n++) loud.writeInt16LE(n % 8 < 4 ? 6000 : -6000, 2 * n);

function world() {
  let now = 0;
  const told: string[] = [];
  const listening = new Listening(
    { pauseMs: 400, longestMs: 5000 },
    {
      onSpeech: () => void told.push("speech"),
      onHeard: ({ text, spokenMs, answerMs }) => void told.push(`"${text}" ${spokenMs} ${answerMs}`),
      onFailed: (reason) => void told.push(`failed: ${reason}`),
    },
    () => now,
  );
  const got: Buffer[] = [];
  const answer = Promise.withResolvers<Awaited<ReturnType<Utterance["finish"]>>>();
  const done: string[] = [];
  const utterance: Utterance = {
    write: (samples) => void got.push(samples),
    finish: () => (done.push("finish"), answer.promise),
    cancel: () => void done.push("cancel"),
  };
  const say = (samples: Buffer, frames: number) => {
    for (let n = 0; n < frames; n++) {
      now += 20;
      listening.take(samples);
    }
  };
  const wait = (ms: number) => (now += ms);
  return { listening, told, got, done, answer, utterance, say, wait };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the engine gets what was said and half a second before it, and its text is told once", async () => {
  const { listening, told, got, done, answer, utterance, say, wait } = world();
  listening.opened(ok(utterance));
  say(silence, 200);
  assert.equal(got.length, 0, "silence is not sent");
  say(loud, 50);
  assert.deepEqual(told, ["speech"]);
  assert.ok(got.length >= 60 && got.length < 80, `${got.length} frames`);
  say(silence, 40);
  assert.deepEqual(done, ["finish"]);
  const sent = got.length;
  say(loud, 50);
  assert.equal(got.length, sent, "what is said afterwards is nobody's");
  wait(300);
  answer.resolve(ok("order"));
  await settled();
  const [, heard = ""] = told;
  assert.match(heard, /^"order" 1200 1740$/);
  listening.fail("media-lost");
  assert.equal(told.length, 2);
});

test("an engine that opens while the caller speaks, or after, gets all of it", async () => {
  const { listening, told, got, answer, utterance, say } = world();
  say(silence, 100);
  say(loud, 50);
  say(silence, 40);
  assert.deepEqual([told, got.length], [["speech"], 0]);
  listening.opened(ok(utterance));
  assert.ok(got.length > 80, `${got.length} frames`);
  answer.resolve(ok(""));
  await settled();
  assert.match(told[1] ?? "", /^"" /);
});

test("an engine that is away, fails or breaks is told as such, and nobody who stopped is told anything", async () => {
  const away = world();
  away.listening.opened(failed("ECONNREFUSED"));
  assert.deepEqual(away.told, ["failed: ECONNREFUSED"]);
  for (const [outcome, told] of [
    [(world_: ReturnType<typeof world>) => world_.answer.resolve(failed("timeout")), "failed: timeout"],
    [
      (world_: ReturnType<typeof world>) => world_.answer.reject(new Error("bug")),
      "failed: the engine broke",
    ],
  ] as const) {
    const each = world();
    each.listening.opened(ok(each.utterance));
    each.say(loud, 50);
    each.say(silence, 40);
    outcome(each);
    await settled();
    assert.deepEqual(each.told, ["speech", told]);
  }
  const stopped = world();
  stopped.listening.opened(ok(stopped.utterance));
  stopped.say(loud, 50);
  stopped.listening.stop();
  stopped.say(silence, 100);
  stopped.answer.resolve(ok("late"));
  await settled();
  assert.deepEqual([stopped.told, stopped.done], [["speech"], ["cancel"]]);
  const late = world();
  late.listening.stop();
  late.listening.opened(ok(late.utterance));
  assert.deepEqual(late.done, ["cancel"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { FactBus, makeFact, newId } from "@tandem/kernel";
import type { CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import type { CallFact, CallSignal } from "#telephony/calls";
import { Dialogues } from "./dialogue-service.ts";
import type { Dialogue } from "./dialogue.ts";

const [tenantId, callId, legId] = [newId<TenantId>(), newId<CallId>(), newId<LegId>()];
const about = { tenantId, callId, legId };
const party = { ...about, language: "en" } as const;

/** Plays, waits a second, and tells of every input; "9" ends it. */
const parrot: Dialogue<number, string> = {
  start: { state: 0, effects: [{ kind: "play", prompts: ["hello"], stopOnKey: true }] },
  step: (count, input) => {
    const what = input.kind === "key" ? input.key : input.kind;
    const effects = [
      { kind: "tell", news: `${count} ${what}` },
      ...(what === "9" ? [{ kind: "end" } as const] : [{ kind: "wait", seconds: 1 } as const]),
    ] as const;
    return { state: count + 1, effects };
  },
};

function world(files = ["hello.wav"]) {
  const timers = new Set<() => void>();
  const clock = {
    now: () => 0,
    after(_delayMs: number, callback: () => void) {
      timers.add(callback);
      return () => void timers.delete(callback);
    },
  };
  const facts = new FactBus<CallFact | CallSignal>((error) => assert.fail(error as Error));
  let plays = 0;
  const repeated: string[] = [];
  const dialogues = new Dialogues({
    clock,
    calls: {
      play: (_, { files: played, loop }) => {
        if (loop) repeated.push(...played);
        return `playback-${++plays}`;
      },
      stopPlayback: () => repeated.push("stopped"),
    },
    prompts: { files: () => files },
    below: facts,
  });
  const heard: string[] = [];
  dialogues.run(party, parrot, { onNews: (news) => heard.push(news), onEnd: () => heard.push("end") });
  const publish = (content: FactContent<CallFact | CallSignal>) =>
    facts.publish(makeFact<CallFact | CallSignal>(clock, content));
  return {
    dialogues,
    heard,
    repeated,
    timers,
    key: (digit: string, of: LegId = legId) => publish({ type: "DigitPressed", ...about, legId: of, digit }),
    finished: (playbackId: string, reason: "completed" | "digit" | "leg-closed" = "completed") =>
      publish({ type: "PlaybackFinished", ...about, playbackId, reason }),
    endCall: () => publish({ type: "CallEnded", tenantId, callId, cause: "completed", by: "caller" }),
  };
}

test("the end of what was played, keys of that leg and the end of a time are handed on, in order", () => {
  const { heard, timers, key, finished } = world();
  finished("playback-1", "digit");
  key("1");
  key("2", newId<LegId>());
  finished("playback-1");
  assert.equal(timers.size, 1);
  const [over] = timers;
  over?.();
  assert.deepEqual(heard, ["0 1", "1 timeout"]);
  key("9");
  key("1");
  assert.deepEqual(heard.slice(2), ["2 9", "end"]);
  assert.equal(timers.size, 0, "nothing is waited for behind the end");
});

test("what is repeated while something is waited for ends with the dialogue, unless something else is played", () => {
  const { dialogues, repeated, key } = world();
  const patient: Dialogue<number, string> = {
    start: { state: 0, effects: [{ kind: "wait", seconds: 5, over: ["silence"] }] },
    step: (state) => ({ state, effects: [{ kind: "end" }] }),
  };
  dialogues.run(party, patient, { onNews: () => {}, onEnd: () => repeated.push("end") });
  key("1");
  assert.deepEqual(repeated, ["hello.wav", "stopped", "end"]);
});

test("prompts that are missing are passed over", () => {
  assert.deepEqual(world([]).heard, ["0 played"]);
});

test("the end of the call ends it without a word", () => {
  const { dialogues, heard, timers, key, endCall } = world();
  key("1");
  endCall();
  assert.deepEqual([heard, timers.size, dialogues.has(callId)], [["0 1"], 0, false]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DialogueEffect, DialogueInput } from "#contact-center/dialogues";
import { SpeechFinder } from "./speech-in-message.ts";
import { voicemail } from "./voicemail.ts";
import type { VoicemailNews } from "./voicemail.ts";

const form = { greeting: ["greeting"], maxSeconds: 60, thanks: ["thanks"] };

function run(inputs: readonly string[], isRecorded = false) {
  const dialogue = voicemail(form, isRecorded);
  let { state } = dialogue.start;
  const effects: DialogueEffect<VoicemailNews>[] = [...dialogue.start.effects];
  for (const each of inputs) {
    const input = each.length === 1 ? { kind: "key", key: each } : { kind: each };
    const next = dialogue.step(state, input as DialogueInput);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, said: effects.map(wordOf) };
}

function wordOf(effect: DialogueEffect<VoicemailNews>): string {
  if (effect.kind === "play") return effect.prompts.join(" ");
  if (effect.kind === "tell") return effect.news;
  return effect.kind === "wait" ? `wait ${effect.seconds}` : effect.kind;
}

test("greeting, beep, message, ended by # or by its length, thanks", () => {
  const spoken = ["greeting", "record-beep", "record", "wait 60", "stop", "thanks", "end"];
  assert.deepEqual(run(["played", "played", "5", "#", "played"]).said, spoken);
  assert.deepEqual(run(["played", "played", "timeout", "played"]).said, spoken);
  assert.deepEqual(run(["1", "played", "#", "played"]).said, spoken, "a key passes the greeting over");
});

test("who spoke when the process ended speaks on, without a second greeting", () => {
  assert.deepEqual(run(["#", "played"], true).said, ["wait 60", "stop", "thanks", "end"]);
});

test("whatever the caller does, nothing is recorded before the beep, and once", () => {
  const inputs = fc.array(fc.constantFrom("played", "timeout", "1", "#"), { maxLength: 20 });
  fc.assert(
    fc.property(inputs, (happened) => {
      const { said } = run(happened);
      const at = said.indexOf("record");
      assert.ok(at < 0 || said.indexOf("record-beep") < at);
      assert.ok(said.filter((word) => word === "record").length <= 1);
      assert.ok(
        said.filter((word) => word === "stop").length <= said.filter((word) => word === "record").length,
      );
      assert.ok(!said.includes("end") || said.at(-1) === "end");
    }),
  );
});

/** A-law of silence and of a sample at about −9 dBFS (ITU-T G.711). */
const [silent, loud] = [0xd5, 0xa5];
const part = (ms: number, sample: number) => new Uint8Array(ms * 8).fill(sample);

function found(...parts: readonly Uint8Array[]) {
  const finder = new SpeechFinder();
  for (const samples of parts) finder.take(samples);
  return finder.found();
}

test("what is said is found, with a margin, and silence around it is left out", () => {
  assert.deepEqual(found(part(2000, silent), part(1000, loud), part(3000, silent)), {
    fromMs: 1700,
    untilMs: 3300,
  });
  assert.deepEqual(found(part(1000, loud)), { fromMs: 0, untilMs: 1000 });
  assert.deepEqual(found(part(100, silent), part(333, loud), part(700, loud)), { fromMs: 0, untilMs: 1120 });
});

test("silence, a click and a breath are no message", () => {
  assert.equal(found(part(10_000, silent)), undefined);
  assert.equal(found(part(1000, silent), part(500, loud), part(1000, silent)), undefined);
  const clicks = part(5000, silent);
  for (let at = 0; at < clicks.length; at += 160) clicks[at] = loud;
  assert.equal(found(clicks), undefined);
  assert.equal(found(), undefined);
});

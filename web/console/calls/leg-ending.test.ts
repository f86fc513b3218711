import assert from "node:assert/strict";
import { test } from "node:test";
import type { LegEnding } from "@tandem/contract";
import { consoleTexts } from "#console/texts";
import { endingSentence } from "./leg-ending.ts";
import type { EndedSide } from "./leg-ending.ts";

const say =
  (locale: "zh-CN" | "en") =>
  (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    (consoleTexts[locale] as Record<string, string>)[key]?.replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
      String(values[name]),
    ) ?? assert.fail(`no text for ${key}`);

const none = { status: null, q850: null, text: null };
const sentence = (
  side: Partial<EndedSide>,
  ending: LegEnding | null,
  locale: "zh-CN" | "en" = "en",
): string =>
  endingSentence({ kind: "callee", agentName: null, endCause: "busy", ...side, ending }, say(locale));

test("a refusal says who, why, and both numbers with the words of Q.850", () => {
  const ending: LegEnding = { by: "them", said: "response", status: 486, q850: 17, text: "Busy Here" };
  assert.equal(sentence({}, ending), "The carrier refused: busy (486, Q.850 17 user busy)");
  assert.equal(sentence({}, ending, "zh-CN"), "运营商拒绝：忙（486, Q.850 17 用户忙）");
});

test("without a Q.850 cause the words that came are shown; an unknown cause keeps its own", () => {
  const refused: LegEnding = { by: "them", said: "response", ...none, status: 486, text: "Busy Here" };
  assert.equal(sentence({}, refused), "The carrier refused: busy (486 Busy Here)");
  const odd: LegEnding = { by: "them", said: "bye", ...none, q850: 126, text: "Gone fishing" };
  assert.equal(sentence({}, odd), "The called party hung up (Q.850 126 Gone fishing)");
});

test("what the system said, and what nobody said", () => {
  const stopped: LegEnding = {
    by: "us",
    said: "cancel",
    ...none,
    status: 200,
    text: "Call completed elsewhere",
  };
  const agent = { kind: "agent", agentName: "李静", endCause: "answered-elsewhere" } as const;
  assert.equal(
    sentence(agent, stopped),
    "The system stopped the ringing: answered elsewhere (SIP 200 Call completed elsewhere)",
  );
  const lost: LegEnding = { by: "them", said: null, ...none };
  assert.equal(
    sentence({ ...agent, endCause: "phone-lost" }, lost),
    "The phone of 李静 said nothing: phone lost",
  );
  const bye: LegEnding = { by: "us", said: "bye", ...none, q850: 16 };
  assert.equal(
    sentence({ kind: "caller", endCause: "hung-up-locally" }, bye),
    "The system hung up (Q.850 16 normal call clearing)",
  );
});

test("a record that knows the cause alone shows it", () => {
  assert.deepEqual([sentence({}, null), sentence({ endCause: null }, null)], ["Busy", "–"]);
});

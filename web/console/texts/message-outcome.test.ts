import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleTexts } from "./console-texts.ts";
import { outcomeText } from "./message-outcome.ts";

const say = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
  (consoleTexts.en as Record<string, string>)[key]?.replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    String(values[name]),
  ) ?? `no text for ${key}`;

test("each outcome is said in words, with the cure where there is one; a code that is new is told as it is", () => {
  const said = (outcome: string) => outcomeText(outcome, say);
  assert.equal(said("HTTP 204"), "The server took it (HTTP 204)");
  assert.match(said("HTTP 302"), /another address/);
  assert.match(said("HTTP 403"), /check the secret/);
  assert.match(said("HTTP 429"), /enough for now/);
  assert.match(said("HTTP 422"), /check the address, the body/);
  assert.match(said("HTTP 500"), /failed \(HTTP 500\)/);
  assert.match(said("ECONNREFUSED"), /cannot be reached \(ECONNREFUSED\)/);
  assert.match(said("CERT_HAS_EXPIRED"), /broke \(CERT_HAS_EXPIRED\)/);
  for (const word of [
    "timeout",
    "address-refused",
    "no-secret",
    "no-connector",
    "no-address",
    "too-late",
    "resting",
  ])
    assert.doesNotMatch(said(word), /no text|\{\{|undefined/, word);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFlowDocument, readFlowNode } from "./flow-document.ts";
import { newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput, FlowState } from "./flow-run.ts";
import { failedTests, movesOf, moveTrial, startTrial } from "./flow-trial.ts";
import { connectorRequest, readConnector } from "./message-connector.ts";

/** A call that comes to such a node. */
function handed(node: object, variables: FlowState["variables"] = {}) {
  const first = { next: "yes", otherwise: "no", ...node };
  const end = { type: "hang-up" };
  const document = parseFlowDocument({
    schema: 1,
    language: "en",
    start: "first",
    nodes: { first, yes: end, no: end },
  });
  assert.ok(document.ok, document.ok ? "" : document.error.message);
  let state: FlowState = { ...newFlowRun(true, { from: "+8613800138000", to: "4000" }), variables };
  const effects: FlowEffect[] = [];
  const feed = (input: FlowInput) => {
    const next = stepFlow(document.value, state, input);
    state = next.state;
    effects.push(...next.effects);
  };
  feed({ kind: "start" });
  const messages = effects.flatMap((effect) => (effect.kind === "send-message" ? [effect.message] : []));
  return { feed, effects, message: messages[0], state: () => state, document: document.value };
}

const text = { type: "send-message", connector: "sms", text: "Order {{order}} is on its way." };
const hook = { type: "webhook", url: "https://a.example/calls/{{order}}" };
const order = 'a/b"\r\n1';

test("a text goes to the caller unless somebody else is named, with its values as people say them", () => {
  assert.deepEqual(handed(text, { order: 17 }).message, {
    kind: "text",
    connector: "sms",
    to: "+8613800138000",
    text: "Order 17 is on its way.",
    subject: "",
  });
  const mail = { ...text, to: '"li@" + company', subject: "About {{order}}" };
  const { message } = handed(mail, { order, company: "shop.example" });
  assert.ok(message?.kind === "text");
  assert.deepEqual([message.to, message.subject], ["li@shop.example", `About ${order}`]);
});

test("a server is told as it is asked: values written by their place, secrets by name, and no body but its own", () => {
  const told = { ...hook, headers: { "X-Order": "{{order}}" }, secretHeaders: { Authorization: "crm" } };
  assert.deepEqual(handed(told, { order }).message, {
    kind: "webhook",
    method: "POST",
    url: "https://a.example/calls/a%2Fb%22%0D%0A1",
    headers: { "X-Order": 'a/b"  1' },
    secretHeaders: { Authorization: "crm" },
  });
  const { message } = handed({ ...hook, body: '{"order": {{order}}, "from": {{call.from}}}' }, { order });
  assert.ok(message?.kind === "webhook");
  assert.deepEqual(JSON.parse(message.body ?? ""), { order, from: "+8613800138000" });
});

test("the caller goes on as soon as it is taken, or the other way when it is not; an old word changes nothing", () => {
  for (const node of [text, hook]) {
    const call = handed(node);
    const { wait } = call.state();
    call.feed({ kind: "message-taken", wait: wait - 1, taken: true });
    call.feed({ kind: "digit", digit: "1" });
    assert.equal(call.state().node, "first");
    call.feed({ kind: "message-taken", wait, taken: true });
    assert.equal(call.state().node, "yes");
    const refused = handed(node);
    refused.feed({ kind: "message-taken", wait: refused.state().wait, taken: false });
    assert.equal(refused.state().node, "no");
    const resumed = handed(node);
    resumed.feed({ kind: "resumed" });
    assert.equal(resumed.effects.filter(({ kind }) => kind === "send-message").length, 2);
  }
});

test("a value that cannot be said takes the other way, and is told of with its node", () => {
  const cases: [object, string][] = [
    [{ ...text, text: '{{int("x")}}' }, "message"],
    [{ ...text, to: "missing + 1" }, "message"],
    [{ ...text, subject: '{{int("x")}}' }, "message"],
    [{ ...hook, url: 'https://a.example/{{int("x")}}' }, "webhook"],
    [{ ...hook, body: '{{int("x")}}' }, "webhook"],
  ];
  for (const [node, of] of cases) {
    const { state, effects, message } = handed(node);
    assert.deepEqual([state().node, message], ["no", undefined]);
    assert.deepEqual(
      effects.find(({ kind }) => kind === "message-unsaid"),
      { kind: "message-unsaid", node: "first", of },
    );
  }
});

test("whose server is told stands in the document; a text has a connector and something to say", () => {
  const readable = (node: object) => readFlowNode({ next: "?", otherwise: "?", ...node }).ok;
  assert.deepEqual([readable(text), readable(hook)], [true, true]);
  assert.equal(readable({ ...hook, url: "https://{{order}}/" }), false);
  assert.equal(readable({ ...hook, headers: { "Idempotency-Key": "1" } }), false);
  assert.equal(readable({ ...text, connector: "My SMS" }), false);
  assert.equal(readable({ ...text, text: "" }), false);
});

test("who tries a flow sees what would be sent, says whether it is taken, and keeps that as a test", () => {
  const { document } = handed(text);
  const begun = startTrial(document);
  assert.deepEqual(movesOf(begun), ["message-taken", "message-refused"]);
  assert.deepEqual(begun.lines.at(-1), {
    kind: "sends",
    message: {
      kind: "text",
      connector: "sms",
      to: "13800000000",
      text: "Order  is on its way.",
      subject: "",
    },
  });
  assert.deepEqual(moveTrial(document, begun, "message-taken").path, ["first", "yes"]);
  assert.deepEqual(moveTrial(document, begun, "message-refused").path, ["first", "no"]);
  const tests = [{ name: "sent", moves: ["message-taken" as const], path: ["first", "yes"] }];
  assert.deepEqual(failedTests({ ...document, tests }), []);
  const unsaid = handed({ ...text, to: "missing + 1" }).document;
  assert.deepEqual(
    startTrial(unsaid).lines.map(({ kind }) => kind),
    ["answered", "entered", "unsaid", "entered", "ended"],
  );
});

const sms = {
  kind: "sms",
  url: "https://sms.example/send",
  secretHeaders: { Authorization: "sms" },
  body: '{"to": {{to}}, "content": {{text}}}',
};

test("a connector asks its server with the message in its place: as JSON, as a form, or in the address", () => {
  const words = { to: "+8613800138000", text: 'He said "1 & 2"\nok', subject: "" };
  const asked = (connector: object) => {
    const read = readConnector(connector);
    assert.ok(read.ok, read.ok ? "" : read.error.message);
    return connectorRequest(read.value, words);
  };
  const json = asked(sms);
  assert.deepEqual([json.method, json.secretHeaders], ["POST", { Authorization: "sms" }]);
  assert.deepEqual(JSON.parse(json.body ?? ""), { to: words.to, content: words.text });
  const form = asked({
    ...sms,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: "To={{to}}&Body={{text}}",
  });
  assert.deepEqual(
    [...new URLSearchParams(form.body)],
    [
      ["To", words.to],
      ["Body", words.text],
    ],
  );
  const { body: _, ...rest } = sms;
  const get = asked({ ...rest, method: "GET", url: `${sms.url}?to={{to}}&text={{text}}` });
  assert.equal(new URL(get.url).searchParams.get("text"), words.text);
  assert.equal(get.body, undefined);
});

test("a connector that could not work is refused with the place named", () => {
  const fault = (connector: object) => {
    const read = readConnector({ ...sms, ...connector });
    return read.ok ? "taken" : `${read.error.reason} ${read.error.subject}`;
  };
  assert.equal(fault({}), "taken");
  assert.match(fault({ body: '{"to": {{to}}}' }), /^lacks \{\{text\}\}$/);
  assert.match(
    fault({ body: '{"to": {{to}}, "x": {{order}}, "t": {{text}}}' }),
    /^unknown-word \{\{order\}\}$/,
  );
  assert.match(
    fault({ body: '{"s": {{subject}}, "to": {{to}}, "t": {{text}}}' }),
    /^unknown-word \{\{subject\}\}$/,
  );
  assert.equal(fault({ kind: "e-mail", body: '{"s": {{subject}}, "to": {{to}}, "t": {{text}}}' }), "taken");
  assert.match(fault({ body: '{"to": "{{to}}", "t": {{text}}}' }), /^no-json /);
  assert.match(fault({ headers: { "Content-Type": "text/xml" } }), /^content-type text\/xml$/);
  assert.match(
    fault({
      headers: { "content-type": "application/json; charset=utf-8" },
      body: "{{to}} {{text}}",
    }),
    /^no-json /,
  );
  assert.match(fault({ url: "https://{{to}}.example/" }), /^form url$/);
  assert.match(fault({ headers: { Host: "x" } }), /^form headers/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFlowDocument, readFlowNode } from "./flow-document.ts";
import { newFlowRun, stepFlow } from "./flow-interpreter.ts";
import type { FlowEffect, FlowInput, FlowState } from "./flow-run.ts";

type Answer = { readonly status: number; readonly body: unknown } | "none";

/** A call that comes to such a node, with what the server answers. */
function asked(node: object, answer?: Answer, variables: FlowState["variables"] = {}) {
  const first = { type: "http-request", url: "https://a.example/", next: "yes", otherwise: "no", ...node };
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
  const { wait } = state;
  if (answer === "none") feed({ kind: "no-response", wait });
  else if (answer) feed({ kind: "response", wait, ...answer });
  const requests = effects.flatMap((effect) => (effect.kind === "send-request" ? [effect.request] : []));
  return { feed, effects, request: requests[0], state: () => state };
}

test("what a caller typed is a value in the address, a header and the body, and never more than that", () => {
  const typed = { order: 'a/b?c="1"\r\nX-Evil: 1' };
  const { request } = asked(
    {
      method: "POST",
      url: "https://a.example/orders/{{ order }}?from={{call.from}}",
      headers: { "X-Order": "no. {{order}}" },
      secretHeaders: { Authorization: "crm" },
      body: '{"order": {{order}}, "known": {{missing == null}}, "n": {{1 + 1}}}',
    },
    undefined,
    typed,
  );
  assert.equal(
    request?.url,
    "https://a.example/orders/a%2Fb%3Fc%3D%221%22%0D%0AX-Evil%3A%201?from=%2B8613800138000",
  );
  assert.deepEqual(request?.headers, { "X-Order": 'no. a/b?c="1"  X-Evil: 1' });
  assert.deepEqual(JSON.parse(request?.body ?? ""), { order: typed.order, known: true, n: 2 });
  assert.deepEqual(request?.secretHeaders, { Authorization: "crm" });
});

test("whose server is asked stands in the document; headers that steer the connection cannot be set", () => {
  const readable = (node: object) =>
    readFlowNode({ type: "http-request", url: "https://a.example/", next: "?", otherwise: "?", ...node }).ok;
  assert.ok(readable({ url: "http://10.0.0.1:8080/path?x={{x}}" }));
  for (const url of [
    "https://{{x}}/",
    "https://a.{{x}}.example/",
    "https://user:password@a.example/",
    "file:///etc/passwd",
    "a.example",
    "https://",
  ])
    assert.equal(readable({ url }), false, url);
  for (const header of ["Host", "content-length", "Transfer-Encoding", "Connection", "a b", ""])
    assert.equal(readable({ headers: { [header]: "x" } }), false, header);
  assert.equal(readable({ save: { response: "1" } }), false);
});

test("an answer's values are kept, whole numbers as such, and all or none", () => {
  const save = {
    state: "response.body.order.state",
    days: "response.body.days + 1",
    first: "response.body.items[0].name",
    count: "size(response.body.items)",
  };
  const body = { order: { state: "sent" }, days: 2, items: [{ name: "lamp" }, {}] };
  const kept = asked({ save, statusVariable: "status" }, { status: 200, body }).state();
  assert.deepEqual(
    [kept.node, kept.variables],
    ["yes", { status: 200, state: "sent", days: 3, first: "lamp", count: 2 }],
  );
  const without = asked({ save, statusVariable: "status" }, { status: 200, body: { days: 1 } }).state();
  assert.deepEqual([without.node, without.variables], ["no", { status: 200 }]);
  const text = asked({ save: { words: "response.body" } }, { status: 200, body: "sent" }).state();
  assert.deepEqual([text.node, text.variables], ["yes", { words: "sent" }]);
});

test("a status that is no success, no answer and an address that cannot be made take the other way", () => {
  const statusVariable = "status";
  const missing = asked({ statusVariable }, { status: 404, body: "" }).state();
  assert.deepEqual([missing.node, missing.variables], ["no", { status: 404 }]);
  assert.deepEqual(asked({ statusVariable }, "none").state().variables, { status: 0 });
  const unsaid = asked({ url: 'https://a.example/{{int("x")}}' });
  assert.deepEqual([unsaid.state().node, unsaid.request], ["no", undefined]);
  let deep: unknown = 1;
  for (let n = 0; n < 50_000; n++) deep = [deep];
  assert.equal(asked({ save: { x: "response.status" } }, { status: 200, body: deep }).state().node, "no");
});

test("words are said meanwhile, keys are kept for what comes next, and an answer that comes late is nobody's", () => {
  const call = asked({ prompts: ["one-moment"] });
  assert.deepEqual(
    call.effects.slice(1).map(({ kind }) => kind),
    ["play", "send-request"],
  );
  const { wait } = call.state();
  call.feed({ kind: "playback-finished", wait });
  call.feed({ kind: "digit", digit: "7" });
  assert.deepEqual([call.state().node, call.state().typedAhead], ["first", "7"]);
  call.feed({ kind: "response", wait: wait - 1, status: 200, body: "" });
  assert.equal(call.state().node, "first");
  // After a restart it is asked again, and only that counts.
  call.feed({ kind: "resumed" });
  call.feed({ kind: "response", wait, status: 200, body: "" });
  assert.equal(call.state().node, "first");
  call.feed({ kind: "response", wait: call.state().wait, status: 200, body: "" });
  assert.equal(call.state().node, "yes");
});

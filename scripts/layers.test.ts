import assert from "node:assert/strict";
import { test } from "node:test";
import { layerFindings } from "./layers.ts";
import { importsOf } from "./source-imports.ts";

/** The findings of a tree in which one file imports one thing. */
function findings(file: string, specifier: string, typeOnly = false): string[] {
  return layerFindings(new Map([[file, [{ specifier, typeOnly }]]]));
}

function allows(file: string, specifier: string, typeOnly = false): void {
  assert.deepEqual(findings(file, specifier, typeOnly), []);
}

function refuses(file: string, specifier: string, why: RegExp, typeOnly = false): void {
  const found = findings(file, specifier, typeOnly);
  assert.equal(found.length, 1, `${file} → ${specifier}: ${found.join("; ")}`);
  assert.match(found[0] ?? "", why);
}

const queues = "server/src/contact-center/queues/queue-service.ts";

test("packages keep to their table and to doors", () => {
  allows("packages/sip/src/message/via.ts", "@tandem/kernel");
  allows("packages/sip/src/index.ts", "./message/index.ts");
  allows("packages/sip/src/transaction/timer.ts", "../message/index.ts");
  allows("packages/media/src/relay/socket.ts", "../native-buffer.ts");
  allows("packages/sip/src/message/via.ts", "node:net");
  refuses("packages/sip/src/message/via.ts", "@tandem/media", /sip may not import media/);
  refuses("packages/kernel/src/ids.ts", "@tandem/sdp", /kernel may not import sdp/);
  refuses("packages/sip/src/index.ts", "../../sdp/src/index.ts", /by its name/);
  refuses("packages/sip/src/transaction/timer.ts", "../message/via.ts", /only the door of message/);
  refuses("packages/sip/src/index.ts", "../../../server/src/config.ts", /outside the packages/);
});

test("calls go down", () => {
  allows(queues, "#telephony/calls");
  allows(queues, "#platform/database");
  refuses(
    "server/src/telephony/calls/call.ts",
    "#contact-center/queues",
    /telephony may not import contact-center/,
  );
  refuses(
    "server/src/platform/audit/audit-store.ts",
    "#telephony/calls",
    /platform may not import telephony/,
  );
  refuses(queues, "@tandem/sip", /may not import @tandem\/sip/);
  refuses(queues, "../../../../packages/kernel/src/ids.ts", /by its name/);
  refuses(queues, "../../compose.ts", /nothing imports the top/);
  refuses(queues, "#after-call/tickets", /may not import after-call/);
});

test("facts go up: after-call imports types of the layers below", () => {
  const tickets = "server/src/after-call/tickets/ticket-service.ts";
  allows(tickets, "#contact-center/queues", true);
  refuses(tickets, "#contact-center/queues", /import types only/);
});

test("modules of one layer import each other only where listed", () => {
  allows(queues, "#contact-center/agents");
  allows("server/src/telephony/bridges/bridge.ts", "#telephony/media-client");
  allows("server/src/platform/tenancy/tenant-store.ts", "#platform/database");
  refuses(
    "server/src/contact-center/agents/agent.ts",
    "#contact-center/queues",
    /agents → queues is not an edge/,
  );
  refuses(
    "server/src/contact-center/flows/flow.ts",
    "#contact-center/agents",
    /flows → agents is not an edge/,
  );
  refuses(
    "server/src/telephony/media-client/client.ts",
    "#telephony/calls",
    /media-client → calls is not an edge/,
  );
  refuses("server/src/platform/database/pool.ts", "#platform/tenancy", /database → tenancy is not an edge/);
  allows("server/src/contact-center/agents/agent.test.ts", "#contact-center/queues");
  allows("server/src/contact-center/agents/testing.ts", "../queues/queue.ts");
  allows("server/src/contact-center/agents/testing/fake-phone.ts", "#contact-center/queues");
});

test("a module is entered by its door and left by #", () => {
  allows(queues, "./queue.ts");
  allows("server/src/platform/database/embedded/account.ts", "../pool.ts");
  refuses(queues, "../agents/index.ts", /no \.\.\/ out of a module/);
  refuses(queues, "../../telephony/calls/call.ts", /no \.\.\/ out of a module/);
  refuses(queues, "#contact-center/agents/agent", /only the door of a module/);
});

test("the top wires everything by doors; http sees every door", () => {
  const compose = "server/src/compose.ts";
  for (const allowed of [
    "#telephony/calls",
    "./after-call/tickets/index.ts",
    "@tandem/sip",
    "./http/server.ts",
    "./config.ts",
  ])
    allows(compose, allowed);
  refuses(compose, "./telephony/calls/call.ts", /only the door of a module/);
  refuses(compose, "../../packages/sip/src/index.ts", /by its name/);
  refuses(compose, "../../tests/support/tone.ts", /its layers and the packages only/);
  const http = "server/src/http/list-calls.ts";
  for (const allowed of [
    "#telephony/calls",
    "#contact-center/queues",
    "@tandem/contract",
    "./live-feed/feed.ts",
  ])
    allows(http, allowed);
  refuses(http, "@tandem/media", /may not import @tandem\/media/);
});

test("web and tests stay outside the server", () => {
  allows("web/agent-desk/app.tsx", "@tandem/ui");
  allows("web/agent-desk/app.tsx", "@tandem/ui/ui.css");
  allows("web/agent-desk/app.tsx", "#client/live");
  refuses("web/agent-desk/app.tsx", "../../packages/ui/src/button.tsx", /by its name/);
  refuses("web/agent-desk/app.tsx", "@tandem/sip", /contract and flows and ui only/);
  refuses("web/agent-desk/app.tsx", "../../server/src/config.ts", /contract and flows and ui only/);
  allows("tests/journeys/call.test.ts", "../support/tone.ts");
  allows("tests/wire/invite.test.ts", "@tandem/sip");
  refuses("tests/wire/invite.test.ts", "../../packages/sip/src/message/via.ts", /by its name/);
  refuses("tests/wire/invite.test.ts", "../../server/src/config.ts", /from outside/);
  allows("tests/support/configuration.ts", "../../server/src/platform/database/index.ts");
});

test("folders and files have names of the lists", () => {
  const named = (file: string): string => layerFindings(new Map([[file, []]])).join("\n");
  assert.match(named("server/src/billing/invoices/invoice.ts"), /not a layer/);
  assert.match(named("packages/magic/src/index.ts"), /not in the table/);
  assert.match(named("server/src/platform/audit/auditStore.ts"), /kebab-case/);
  assert.match(named("server/src/platform/audit/audit-repository.ts"), /-repository is no suffix/);
  assert.match(named("server/src/platform/audit/audit.spec.ts"), /\.spec is no suffix/);
  assert.match(named("packages/sip/src/utils/strings.ts"), /"utils" says nothing/);
  assert.match(named("server/src/platform/audit/call-manager.ts"), /"call-manager" says nothing/);
  assert.equal(named("web/vite.config.ts"), "");
  assert.equal(named(".ci/plan.ts"), "");
});

test("imports are read from text: of types, of many lines, re-exports, dynamic ones; not from comments", () => {
  const text = [
    `import type { A } from "./a.ts";`,
    `import {`,
    `  b,`,
    `  type C,`,
    `} from "./b.ts";`,
    `import "./side-effect.ts";`,
    `import * as d from "node:fs";`,
    `export { e } from "./e.ts";`,
    `export type { F } from "./f.ts";`,
    `export const from = "not-an-import";`,
    `// import { x } from "./comment.ts";`,
    `/* import { y } from "./block.ts"; */`,
    `const lazy = await import("./lazy.ts");`,
  ].join("\n");
  assert.deepEqual(
    importsOf(text).map(({ specifier, typeOnly }) => (typeOnly ? `type ${specifier}` : specifier)),
    ["type ./a.ts", "./b.ts", "node:fs", "./e.ts", "type ./f.ts", "./side-effect.ts", "./lazy.ts"],
  );
});

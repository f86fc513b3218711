import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentId, LegId } from "@tandem/kernel";
import type { CallFact } from "#telephony/calls";
import { dialogInfo } from "./dialog-info.ts";
import type { WatchedDialog } from "./dialog-info.ts";
import { agentOfNewLeg, legOf, stepDialogs } from "./lines.ts";
import { messageSummary } from "./message-summary.ts";
import { presenceDocument } from "./presence-document.ts";

/** Elements and attributes without the space between them. */
const bare = (xml: string) => xml.replaceAll(/>\s+</g, "><").replaceAll(/\s+/g, " ").trim();
const alice = "sip:alice@example.com";

test("dialog-info: the documents of RFC 4235 §6.1, without what names the other party", () => {
  const trying: WatchedDialog = { id: "as7d900as8", direction: "initiator", state: "trying" };
  assert.equal(
    bare(dialogInfo({ version: 0, entity: alice, dialogs: [trying] }).text),
    bare(`<?xml version="1.0" encoding="UTF-8"?>
      <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:alice@example.com">
        <dialog id="as7d900as8" direction="initiator"><state>trying</state></dialog>
      </dialog-info>`),
  );
  const empty = dialogInfo({ version: 7, entity: alice, dialogs: [] });
  assert.match(bare(empty.text), /version="7" state="full" entity="sip:alice@example.com"><\/dialog-info>$/);
  assert.equal(empty.contentType, "application/dialog-info+xml");
});

test("presence: basic status of RFC 3863 and activities of RFC 4480", () => {
  const speaks = presenceDocument("sip:someone@example.com", {
    open: true,
    activities: ["on-the-phone", "busy"],
  });
  assert.equal(speaks.contentType, "application/pidf+xml");
  assert.equal(
    bare(speaks.text),
    bare(`<?xml version="1.0" encoding="UTF-8"?>
      <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:someone@example.com">
        <tuple id="phone"><status><basic>open</basic></status><contact>sip:someone@example.com</contact></tuple>
        <dm:person id="person"><rpid:activities><rpid:on-the-phone/><rpid:busy/></rpid:activities></dm:person>
      </presence>`),
  );
  const gone = presenceDocument("sip:someone@example.com", { open: false, activities: [] }).text;
  assert.match(gone, /<basic>closed<\/basic>/);
  assert.doesNotMatch(gone, /activities/);
});

test("a user part cannot break out of a document", () => {
  const entity = `sip:"><x y='&@example.com\u0001`;
  const { text } = dialogInfo({ version: 0, entity, dialogs: [] });
  assert.match(text, /entity="sip:&quot;&gt;&lt;x y=&apos;&amp;@example.com"/);
});

test("message-summary: the body of RFC 3842 §5.2", () => {
  const { contentType, text } = messageSummary("sip:alice@vmail.example.com", {
    newMessages: 2,
    oldMessages: 8,
  });
  assert.equal(contentType, "application/simple-message-summary");
  assert.equal(
    text,
    "Messages-Waiting: yes\r\nMessage-Account: sip:alice@vmail.example.com\r\nVoice-Message: 2/8 (0/0)\r\n",
  );
  assert.match(messageSummary(alice, { newMessages: 0, oldMessages: 3 }).text, /^Messages-Waiting: no\r\n/);
});

const fact = (type: CallFact["type"], legId: string, more: object = {}) =>
  ({ type, legId: legId as LegId, agentId: "agent" as AgentId, ...more }) as unknown as CallFact;

test("lines follow the legs of an agent from dialing to the end", () => {
  const steps = [
    fact("LegDialed", "1"),
    fact("LegRinging", "1"),
    fact("LegAnswered", "1"),
    fact("LegHeld", "1"),
    fact("CallArrived", "2"),
    fact("CallAnswered", "2"),
    fact("LegTakenIn", "3"),
    fact("LegReplaced", "1", { byLegId: "3" }),
    fact("LegEnded", "1"),
    fact("LegEnded", "2"),
    fact("LegEnded", "3"),
  ];
  let dialogs: readonly WatchedDialog[] = [];
  const seen = steps.map((each) => {
    dialogs = stepDialogs(dialogs, each);
    return dialogs.map(({ id, direction, state }) => `${id} ${direction} ${state}`).join(", ");
  });
  assert.deepEqual(seen, [
    "1 recipient trying",
    "1 recipient early",
    "1 recipient confirmed",
    "1 recipient confirmed",
    "1 recipient confirmed, 2 initiator trying",
    "1 recipient confirmed, 2 initiator confirmed",
    "1 recipient confirmed, 2 initiator confirmed, 3 recipient trying",
    "1 recipient confirmed, 2 initiator confirmed, 3 recipient confirmed",
    "2 initiator confirmed, 3 recipient confirmed",
    "3 recipient confirmed",
    "",
  ]);
  assert.equal(legOf(fact("LegReplaced", "1", { byLegId: "3" })), "3");
  assert.equal(agentOfNewLeg(fact("LegDialed", "1")), "agent");
  assert.equal(agentOfNewLeg(fact("LegDialed", "1", { agentId: null })), undefined);
  assert.equal(agentOfNewLeg(fact("LegRinging", "1")), undefined);
});

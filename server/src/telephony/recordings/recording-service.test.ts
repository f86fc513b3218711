import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { err, FactBus, makeFact, newId, ok, systemClock } from "@tandem/kernel";
import type { AgentId, CallId, LegId, Result, TenantId } from "@tandem/kernel";
import type { MediaCommand } from "@tandem/media";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact } from "#telephony/calls";
import type { RecordingFact } from "./recording-facts.ts";
import { Recordings } from "./recording-service.ts";

const tenantId = newId<TenantId>();
const callId = newId<CallId>();
const callerLegId = newId<LegId>();
const agentLegId = newId<LegId>();
const agentId = newId<AgentId>();

/** Media as recordings know it: it records open legs only, and what is not begun cannot be changed. */
class RecordingMedia {
  readonly openLegs = new Set<string | null>([callerLegId, agentLegId, null]);
  readonly recorded = new Set<string>();

  async send(command: MediaCommand): Promise<Result<null, { kind: string; message: string }>> {
    if (command.kind === "start-recording") {
      const missing = [command.leftLegId, command.rightLegId].find((legId) => !this.openLegs.has(legId));
      if (missing !== undefined) return err({ kind: "no-such-leg", message: String(missing) });
      this.recorded.add(command.recordingId);
      return ok(null);
    }
    const isKnown = "recordingId" in command && this.recorded.has(command.recordingId);
    return isKnown ? ok(null) : err({ kind: "no-such-recording", message: command.kind });
  }
}

test("an agent who leaves while the file is being opened leaves the caller's side to record", async (context) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "tandem-recordings-"));
  context.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const facts = new FactBus<BridgeFact | CallFact | RecordingFact>((error) => {
    throw error;
  });
  const media = new RecordingMedia();
  const recordings = new Recordings({ media, dataDirectory, clock: systemClock, facts, below: facts });
  const { promise: told, resolve } = Promise.withResolvers<string>();
  facts.on("RecordingStarted", ({ type }) => resolve(type));
  facts.on("RecordingFailed", ({ reason }) => resolve(reason));

  const legs = { tenantId, callId, callerLegId, agentLegId, agentId };
  facts.publish(makeFact<BridgeFact>(systemClock, { type: "LegsBridged", ...legs }));
  const end = { endedLegId: agentLegId, cause: "hung-up-remotely" };
  facts.publish(makeFact<BridgeFact>(systemClock, { type: "BridgeEnded", ...legs, ...end }));
  media.openLegs.delete(agentLegId);

  assert.equal(await told, "RecordingStarted");
  assert.equal(recordings.unfinished, 1);
});

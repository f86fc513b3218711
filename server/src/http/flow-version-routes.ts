// Flows from the first drawing to the callers. What is published reaches new calls at once.
import { endpoints } from "@tandem/contract";
import { failedTests, readFlowDocument } from "@tandem/flows";
import type { FlowProblem } from "@tandem/flows";
import { err, ok } from "@tandem/kernel";
import type { Clock, FlowId, Result, TenantId } from "@tandem/kernel";
import {
  callOffPublication,
  createFlow,
  deleteFlow,
  flowHistory,
  listFlows,
  loadDraft,
  loadVersion,
  renameFlow,
  saveDraft,
} from "#contact-center/flows";
import type { FlowPublisher, PublicationSource } from "#contact-center/flows";
import type { EntryPoints } from "#contact-center/entry-points";
import { loadRoutingSettings } from "#contact-center/queues";
import type { Queues } from "#contact-center/queues";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { audit } from "./audit.ts";
import { problemsOf } from "./flow-routes.ts";
import type { Surroundings } from "./flow-surroundings.ts";
import type { Failure } from "./problems.ts";
import type { Router } from "./router.ts";

export type FlowVersionRoutesOptions = Surroundings & {
  readonly clock: Clock;
  readonly database: Database;
  readonly log: Logger;
  readonly entryPoints: Pick<EntryPoints, "ofTenant">;
  readonly queues: Pick<Queues, "get">;
  readonly flowPublisher: FlowPublisher;
};

export function addFlowVersionRoutes(router: Router, options: FlowVersionRoutesOptions): void {
  addListRoutes(router, options);
  addDraftRoutes(router, options);
  addPublicationRoutes(router, options);
}

function addListRoutes(router: Router, options: FlowVersionRoutesOptions): void {
  const { clock, database, entryPoints, flowPublisher } = options;
  router.add(endpoints.listFlows, async ({ person }) => {
    const numbers = entryPoints.ofTenant(person.tenant.id);
    const flows = await listFlows(person.tenant.id, database);
    return ok({
      flows: flows.map(({ id, published, scheduled, ...flow }) => ({
        ...flow,
        id,
        published: published && { ...published, at: time(published.at) },
        scheduled: scheduled && { ...scheduled, dueAt: time(scheduled.dueAt) },
        numbers: numbers.filter(({ flowId }) => flowId === id).map(({ number }) => number),
      })),
    });
  });
  router.add(endpoints.createFlow, async ({ person, body }) => {
    const problems = problemsOf(person.tenant.id, body.document, options);
    if (!problems.ok) return problems;
    const wanted = { ...body, userId: person.user.id, now: clock.now() };
    const id = await createFlow(person.tenant.id, database, wanted);
    if (id === "name-taken") return err(nameTaken);
    audit(options, person, "flow created", { flowId: id, flow: body.name });
    return ok({ id });
  });
  router.add(endpoints.renameFlow, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const id = params.flowId as FlowId;
    const renamed = await renameFlow(tenantId, database, { id, name: body.name });
    if (renamed === "not-found") return err(notFound);
    if (renamed === "name-taken") return err(nameTaken);
    await flowPublisher.load(tenantId);
    audit(options, person, "flow renamed", { flowId: id, flow: body.name });
    return ok({});
  });
  router.add(endpoints.deleteFlow, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const flowId = params.flowId as FlowId;
    const user = await whatLeadsTo(options, tenantId, flowId);
    if (user !== undefined)
      return err({
        kind: "still-bound",
        message: `${user} leads to this flow; have it lead to another first`,
        reason: "flow-in-use",
        subject: user,
      });
    const name = await deleteFlow(tenantId, database, flowId);
    if (name === undefined) return err(notFound);
    await flowPublisher.load(tenantId);
    audit(options, person, "flow deleted", { flowId, flow: name });
    return ok({});
  });
}

function addDraftRoutes(router: Router, options: FlowVersionRoutesOptions): void {
  const { clock, database } = options;
  router.add(endpoints.getFlowDraft, async ({ person, params }) => {
    const { id: tenantId } = person.tenant;
    const draft = await loadDraft(tenantId, database, params.flowId as FlowId);
    if (!draft) return err(notFound);
    const problems = problemsOf(tenantId, draft.document, options);
    const { savedAt, document } = draft;
    return ok({
      ...draft,
      document: document as Record<string, unknown>,
      savedAt: savedAt === null ? null : time(savedAt),
      problems: problems.ok ? problems.value : [],
    });
  });
  router.add(endpoints.saveFlowDraft, async ({ person, params, body }) => {
    const { id: tenantId } = person.tenant;
    const flowId = params.flowId as FlowId;
    const problems = problemsOf(tenantId, body.document, options);
    if (!problems.ok) return problems;
    const wanted = { ...body, flowId, userId: person.user.id, now: clock.now() };
    const before = await loadDraft(tenantId, database, flowId);
    if (!before) return err(notFound);
    const revision = await saveDraft(tenantId, database, wanted);
    return revision === "changed-meanwhile"
      ? err(changedBy((await loadDraft(tenantId, database, flowId))?.savedBy))
      : ok({ revision, problems: problems.value });
  });
}

function addPublicationRoutes(router: Router, options: FlowVersionRoutesOptions): void {
  const { clock, database, flowPublisher } = options;
  router.add(endpoints.publishFlow, async ({ person, params, body }) => {
    const { tenant, user } = person;
    const flowId = params.flowId as FlowId;
    const document = await documentOf(options, tenant.id, { flowId, source: body.from });
    if (!document.ok) return document;
    const problems = problemsOf(tenant.id, document.value, options);
    if (!problems.ok) return problems;
    const errors = problems.value.filter(({ severity }) => severity === "error");
    if (errors.length > 0) return err(notFit(errors));
    const failed = testsFailing(document.value);
    if (failed.length > 0) return err(notAsTested(failed));
    const dueAt = body.dueAt === undefined ? clock.now() : Date.parse(body.dueAt);
    if (dueAt > clock.now() + longestAheadMs) return err(tooFarAhead);
    const wish = { flowId, source: body.from, note: body.note, userId: user.id, dueAt };
    const published = await flowPublisher.publish(tenant.id, wish);
    if (published === "not-found") return err(notFound);
    if (published === "changed-meanwhile") return err(changedBy(undefined));
    const { version } = published;
    const about = { flowId, version, dueAt: time(dueAt) };
    audit(options, person, body.from.kind === "version" ? "flow rolled back" : "flow published", about);
    return ok(published);
  });
  router.add(endpoints.callOffFlowPublication, async ({ person, params }) => {
    const flowId = params.flowId as FlowId;
    const wanted = { flowId, id: params.publicationId, now: clock.now() };
    if (!(await callOffPublication(person.tenant.id, database, wanted))) return err(notPlanned);
    audit(options, person, "planned publication called off", { flowId });
    return ok({});
  });
  router.add(endpoints.getFlowHistory, async ({ person, params }) => {
    const { versions, publications } = await flowHistory(person.tenant.id, database, params.flowId as FlowId);
    return ok({
      versions: versions.map(({ createdAt, ...version }) => ({ ...version, createdAt: time(createdAt) })),
      publications: publications.map(({ dueAt, appliedAt, calledOffAt, ...publication }) => ({
        ...publication,
        dueAt: time(dueAt),
        appliedAt: appliedAt === null ? null : time(appliedAt),
        calledOffAt: calledOffAt === null ? null : time(calledOffAt),
      })),
    });
  });
  router.add(endpoints.getFlowVersion, async ({ person, params }) => {
    const flowId = params.flowId as FlowId;
    const document = await loadVersion(person.tenant.id, database, { flowId, version: params.version });
    return document === undefined ? err(notFound) : ok({ document: document as Record<string, unknown> });
  });
}

async function documentOf(
  { database }: FlowVersionRoutesOptions,
  tenantId: TenantId,
  { flowId, source }: { flowId: FlowId; source: PublicationSource },
): Promise<Result<unknown, Failure>> {
  if (source.kind === "version") {
    const document = await loadVersion(tenantId, database, { flowId, version: source.version });
    return document === undefined ? err(notFound) : ok(document);
  }
  const draft = await loadDraft(tenantId, database, flowId);
  if (!draft) return err(notFound);
  return draft.revision === source.revision ? ok(draft.document) : err(changedBy(draft.savedBy));
}

/** A number, or the name of a queue. */
async function whatLeadsTo(
  { database, entryPoints, queues }: FlowVersionRoutesOptions,
  tenantId: TenantId,
  flowId: FlowId,
): Promise<string | undefined> {
  const number = entryPoints.ofTenant(tenantId).find((each) => each.flowId === flowId)?.number;
  if (number !== undefined) return number;
  const { queues: settings } = await loadRoutingSettings(tenantId, database);
  const queue = [...settings].find(([, { overflow }]) =>
    overflow.some(({ to }) => to.kind === "flow" && to.flowId === flowId),
  );
  return queue && (queues.get(tenantId, queue[0])?.name ?? "a queue");
}

function time(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Two years: beyond that a date is a slip. */
const longestAheadMs = 2 * 366 * 86_400_000;

const tooFarAhead: Failure = {
  kind: "not-usable",
  message: "a publication can be planned for the next two years; take an earlier time",
  field: "body.dueAt",
  reason: "too-far-ahead",
};

function notFit(errors: readonly FlowProblem[]): Failure {
  const places = errors.map(({ kind, nodeId }) => `${nodeId ?? "start"}: ${kind}`);
  return {
    kind: "not-usable",
    message: `this flow is not fit for callers: ${places.join("; ")}`,
    field: "body.from",
    reason: "flow-has-errors",
  };
}

/** Of a document without errors. */
function testsFailing(document: unknown): string[] {
  const read = readFlowDocument(document);
  return read.ok ? failedTests(read.value).map(({ name }) => name) : [];
}

function notAsTested(names: readonly string[]): Failure {
  const subject = names.join(", ");
  const message = `callers come through other nodes than the flow's tests say: ${subject}; see to them, or remove them`;
  return { kind: "not-usable", message, field: "body.from", reason: "flow-tests-fail", subject };
}

function changedBy(name: string | null | undefined): Failure {
  const message = `${name ?? "somebody else"} has saved another draft meanwhile; look at theirs first`;
  return { kind: "changed-meanwhile", message, reason: "draft-changed", ...(name && { subject: name }) };
}

const notPlanned: Failure = {
  kind: "not-found",
  message: "this publication is not planned any more: callers have it, or it was called off",
};
const nameTaken: Failure = { kind: "name-taken", field: "body.name", reason: "name-taken" };
const notFound: Failure = { kind: "not-found", message: "there is no such flow; it may have been deleted" };

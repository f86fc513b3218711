// Flows from the first drawing to the callers: what is drawn, versions, publications, history.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { flowProblemSchema } from "./flows-api.ts";
import { createVisitorCall } from "./phone-api.ts";
import { idSchema, timeSchema } from "./shapes.ts";

const nameSchema = z.string().trim().min(1).max(60);
const documentSchema = z.record(z.string(), z.unknown());
const versionNumber = z.int().min(1);
const whoSchema = z.string().nullable().meta(personal);
const flowParams = z.object({ flowId: idSchema });

const flowListingSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** Null: callers never got it. */
  published: z.object({ version: versionNumber, at: timeSchema, by: whoSchema }).nullable(),
  /** What is drawn is another than what callers get. */
  draftDiffers: z.boolean(),
  /** The publication that is due next. */
  scheduled: z.object({ version: versionNumber, dueAt: timeSchema }).nullable(),
  /** The numbers that it answers. */
  numbers: z.array(z.string()),
});
export type FlowListing = z.infer<typeof flowListingSchema>;

const draftSchema = z.object({
  name: z.string(),
  /** Counts savings; 0: nothing was saved, the document is the published one. */
  revision: z.int().min(0),
  document: documentSchema,
  savedAt: timeSchema.nullable(),
  savedBy: whoSchema,
  problems: z.array(flowProblemSchema),
});
export type FlowDraft = z.infer<typeof draftSchema>;
export type FlowProblem = z.infer<typeof flowProblemSchema>;

const publicationSchema = z.object({
  id: idSchema,
  version: versionNumber,
  note: z.string(),
  by: whoSchema,
  dueAt: timeSchema,
  /** When callers got it; null: not yet, or called off. */
  appliedAt: timeSchema.nullable(),
  calledOffAt: timeSchema.nullable(),
});
export type FlowPublication = z.infer<typeof publicationSchema>;

export const listFlows = defineEndpoint({
  method: "GET",
  path: "/api/v1/flows",
  summary: "All flows, by name: what callers get of each, whether something else is drawn, what is planned",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ flows: z.array(flowListingSchema) }),
});

export const createFlow = defineEndpoint({
  method: "POST",
  path: "/api/v1/flows",
  summary: "A new flow, drawn and not yet published; a copy where a document is given",
  tag: "configuration",
  access: "configuration.write",
  body: z.object({ name: nameSchema, document: documentSchema }),
  response: z.object({ id: idSchema }),
});

export const renameFlow = defineEndpoint({
  method: "PUT",
  path: "/api/v1/flows/{flowId}",
  summary: "Gives a flow another name",
  tag: "configuration",
  access: "configuration.write",
  params: flowParams,
  body: z.object({ name: nameSchema }),
  response: z.object({}),
});

export const deleteFlow = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/flows/{flowId}",
  summary: "Removes a flow and its versions; refused while a number or a queue leads to it",
  tag: "configuration",
  access: "configuration.write",
  params: flowParams,
  response: z.object({}),
});

export const getFlowDraft = defineEndpoint({
  method: "GET",
  path: "/api/v1/flows/{flowId}/draft",
  summary: "What is drawn of a flow, and what is wrong with it",
  tag: "configuration",
  access: "configuration.read",
  params: flowParams,
  response: draftSchema,
});

export const saveFlowDraft = defineEndpoint({
  method: "PUT",
  path: "/api/v1/flows/{flowId}/draft",
  summary: "Saves what is drawn; refused with changed-meanwhile when somebody saved after `basedOn`",
  tag: "configuration",
  access: "configuration.write",
  params: flowParams,
  body: z.object({
    /** The revision that this was made from. */
    basedOn: z.int().min(0),
    document: documentSchema,
  }),
  response: z.object({ revision: z.int().min(1), problems: z.array(flowProblemSchema) }),
});

export const publishFlow = defineEndpoint({
  method: "POST",
  path: "/api/v1/flows/{flowId}/publications",
  summary: "Gives what is drawn, or a version again, to all new calls: at once, or from a time on",
  tag: "configuration",
  access: "configuration.write",
  params: flowParams,
  body: z.object({
    from: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("draft"), revision: z.int().min(1) }),
      z.object({ kind: z.literal("version"), version: versionNumber }),
    ]),
    note: z.string().trim().max(500).default(""),
    /** Left out: at once. */
    dueAt: timeSchema.optional(),
  }),
  response: z.object({ id: idSchema, version: versionNumber }),
});

export const callOffFlowPublication = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/flows/{flowId}/publications/{publicationId}",
  summary: "Calls a planned publication off that is not due yet",
  tag: "configuration",
  access: "configuration.write",
  params: z.object({ flowId: idSchema, publicationId: idSchema }),
  response: z.object({}),
});

export const getFlowHistory = defineEndpoint({
  method: "GET",
  path: "/api/v1/flows/{flowId}/history",
  summary: "A flow's versions and publications, the newest first",
  tag: "configuration",
  access: "configuration.read",
  params: flowParams,
  response: z.object({
    versions: z.array(z.object({ version: versionNumber, createdAt: timeSchema, by: whoSchema })),
    publications: z.array(publicationSchema),
  }),
});

export const getFlowVersion = defineEndpoint({
  method: "GET",
  path: "/api/v1/flows/{flowId}/versions/{version}",
  summary: "The document of one version; it never changes",
  tag: "configuration",
  access: "configuration.read",
  params: z.object({ flowId: idSchema, version: z.coerce.number().int().min(1) }),
  response: z.object({ document: documentSchema }),
});

const insightQuery = z.object({
  from: timeSchema,
  to: timeSchema,
  /** Calls that came into this version alone; left out: into any. */
  version: z.coerce.number().int().min(1).optional(),
});
const insightSchema = z.object({
  calls: z.int(),
  nodes: z.array(
    z.object({
      node: z.string(),
      entered: z.int(),
      /** Calls that ended in it, whoever ended them. */
      ended: z.int(),
      /** Until callers went on, in the mean; null: nobody did. */
      meanMs: z.int().nullable(),
      /** Servers that did not answer well, texts that could not be spoken, and messages that were not sent. */
      errors: z.int(),
    }),
  ),
  /** Callers who went from one node to another, by a key or without. */
  ways: z.array(z.object({ node: z.string(), to: z.string(), digit: z.string().nullable(), count: z.int() })),
});
export type FlowInsight = z.infer<typeof insightSchema>;

export const callFlowDraft = defineEndpoint({
  method: "POST",
  path: "/api/v1/flows/{flowId}/trial-calls",
  summary:
    "Short-lived SIP credentials with which a browser may call a drawing once; real callers notice nothing",
  tag: "configuration",
  access: "configuration.write",
  params: flowParams,
  body: z.object({ document: documentSchema }),
  response: createVisitorCall.response,
});

export const getFlowInsight = defineEndpoint({
  method: "GET",
  path: "/api/v1/flows/{flowId}/insight",
  summary: "Where callers went in a flow, or in one version of it, over a period of at most 31 days",
  tag: "configuration",
  access: "configuration.read",
  params: flowParams,
  query: insightQuery,
  response: insightSchema,
});

export const listCallsInNode = defineEndpoint({
  method: "GET",
  path: "/api/v1/flows/{flowId}/insight/calls",
  summary: "The newest 50 calls that were in a node of a flow, or of one version of it, or ended there",
  tag: "configuration",
  access: "configuration.read",
  params: flowParams,
  query: insightQuery.extend({ node: z.string(), ended: z.enum(["true", "false"]).default("false") }),
  response: z.object({ calls: z.array(z.object({ callId: idSchema, at: timeSchema })) }),
});

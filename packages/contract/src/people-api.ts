// People: who may sign in, as what, and with which extension.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, roleSchema, timeSchema } from "./shapes.ts";

/** To sign in with: what a person can type on any keyboard of theirs. */
const signInNameSchema = z
  .string()
  .trim()
  .regex(/^[^\s/]{1,60}$/u, "a name to sign in with: 1 to 60 characters, no spaces");
const displayNameSchema = z.string().trim().min(1).max(60);
/** Short enough to be dialled by heart; 0 in front is for lines outside. */
const extensionSchema = z
  .string()
  .trim()
  .regex(/^[1-9]\d{1,7}$/, "an extension: 2 to 8 digits, the first not 0");

const personSchema = z.object({
  id: idSchema,
  name: z.string().meta(personal),
  displayName: z.string().meta(personal),
  role: roleSchema,
  disabled: z.boolean(),
  /** Null for somebody without a desk, as is `extension`. */
  agentId: idSchema.nullable(),
  extension: z.string().nullable(),
  /** Numbers of the tenant that they may show to whom they call; null: all of them. */
  shownNumbers: z.array(z.string()).nullable(),
});
export type PersonView = z.infer<typeof personSchema>;

/** Shown once: only hashes are kept. */
const accessSchema = z.object({
  password: z.string(),
  /** A path of this system that signs in once, until `linkUntil`. */
  link: z.string(),
  linkUntil: timeSchema,
});
export type PersonAccess = z.infer<typeof accessSchema>;

const named = z.object({ id: idSchema, name: z.string() });

/** What it means for others when this person goes. */
const personUseSchema = z.object({
  /** They speak with somebody now: that call goes on until it ends. */
  isTalking: z.boolean(),
  /** Queues that lose them. */
  queues: z.array(named),
  /** Flows that lead into their mailbox: from then on these take their way for a mailbox that is not there. */
  flows: z.array(named),
  /** Callbacks they have promised. */
  reminders: z.int(),
  /** In their mailbox, not done. */
  messages: z.int(),
});
export type PersonUse = z.infer<typeof personUseSchema>;

const personParams = z.object({ personId: idSchema });

export const listPeople = defineEndpoint({
  method: "GET",
  path: "/api/v1/people",
  summary: "Everybody who may sign in, disabled ones too",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ people: z.array(personSchema) }),
});

export const createPerson = defineEndpoint({
  method: "POST",
  path: "/api/v1/people",
  summary: "Adds a person; password and one-time link are in this answer only",
  tag: "configuration",
  access: "configuration.write",
  body: z.object({
    name: signInNameSchema,
    displayName: displayNameSchema,
    role: roleSchema,
    /** An agent must have one. */
    extension: extensionSchema.nullable().default(null),
  }),
  response: z.object({ person: personSchema, access: accessSchema }),
});

export const updatePerson = defineEndpoint({
  method: "PATCH",
  path: "/api/v1/people/{personId}",
  summary: "Renames a person, changes their role, or gives them an extension or another one",
  tag: "configuration",
  access: "configuration.write",
  params: personParams,
  body: z.object({
    displayName: displayNameSchema.optional(),
    role: roleSchema.optional(),
    extension: extensionSchema.optional(),
    /** Of somebody with an extension. */
    shownNumbers: z.array(z.string().max(40)).max(500).nullable().optional(),
  }),
  response: z.object({ person: personSchema }),
});

export const getPersonUse = defineEndpoint({
  method: "GET",
  path: "/api/v1/people/{personId}/use",
  summary: "What is affected when a person is disabled or removed",
  tag: "configuration",
  access: "configuration.read",
  params: personParams,
  response: personUseSchema,
});

export const setPersonDisabled = defineEndpoint({
  method: "PUT",
  path: "/api/v1/people/{personId}/disabled",
  summary:
    "Disables a person: every sign-in of theirs ends at once, queues lose them, a call of theirs goes on until it ends; or enables them again",
  tag: "configuration",
  access: "configuration.write",
  params: personParams,
  body: z.object({ disabled: z.boolean() }),
  response: z.object({}),
});

export const resetPassword = defineEndpoint({
  method: "POST",
  path: "/api/v1/people/{personId}/password",
  summary:
    "Gives a person a new password and a one-time link, shown in this answer only; unless it is oneself, they are signed out",
  tag: "configuration",
  access: "configuration.write",
  params: personParams,
  response: accessSchema,
});

export const deletePerson = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/people/{personId}",
  summary:
    "Removes a person; records keep their name. Refused while callbacks or messages of theirs are open and nobody says who gets them",
  tag: "configuration",
  access: "configuration.write",
  params: personParams,
  /** Who gets their callbacks and messages: a person with a desk; or `nobody`: they are deleted. */
  query: z.object({ handTo: z.union([idSchema, z.literal("nobody")]).optional() }),
  response: z.object({}),
});

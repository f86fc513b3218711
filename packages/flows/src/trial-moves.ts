// What a person who tries a flow may say happens next; tests of a flow are kept as such moves.
import { z } from "zod";
import { nodeName, variableName } from "./node-shapes.ts";

const answerSchema = z.strictObject({ status: z.int().min(100).max(599), body: z.json() });
/** What a server answers in a call that is tried. */
export type TriedAnswer = z.output<typeof answerSchema>;

const valuesSchema = z.record(variableName, z.union([z.string(), z.number(), z.boolean(), z.null()]));
/** What another flow comes back with in a call that is tried. */
export type TriedValues = z.output<typeof valuesSchema>;

const moveSchema = z.union([
  z.enum([
    "sound-ends",
    "no-key",
    "served",
    "unavailable",
    "came-back",
    "otherwise",
    "open",
    "closed",
    "no-response",
    "not-said",
    "not-listening",
    "not-taken",
    "not-found",
    "message-taken",
    "message-refused",
  ]),
  z.strictObject({ digit: z.string().regex(/^[0-9*#]$/) }),
  z.strictObject({ said: z.string().max(500) }),
  z.strictObject({ response: answerSchema }),
  z.strictObject({ returned: valuesSchema }),
  z.strictObject({ row: z.record(z.string(), z.string()) }),
]);
export type TrialMove = z.output<typeof moveSchema>;

const number = z.string().max(40);
/** Whose call is tried, and what the flow knows already: what a flow that others lead into was given. */
const triedCallSchema = z.strictObject({
  from: number.optional(),
  to: number.optional(),
  variables: valuesSchema.optional(),
});
export type TriedCall = z.output<typeof triedCallSchema>;

/** A call that was tried, and the nodes that it has to come through whenever it is tried again. */
export const flowTestSchema = z.strictObject({
  name: z.string().min(1).max(80),
  call: triedCallSchema.optional(),
  moves: z.array(moveSchema).max(200),
  path: z.array(nodeName).max(500),
});

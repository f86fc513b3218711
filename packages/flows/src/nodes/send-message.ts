// Writes to somebody, by SMS or e-mail: the caller goes on at once.
import { z } from "zod";
import type { FlowMessage, FlowState } from "../flow-run.ts";
import { connectorName } from "../message-connector.ts";
import { handOver, sendingWays, stepOfSending, waysOfSending } from "../message-sending.ts";
import { compute, nodeKind } from "../node-kind.ts";
import { expression } from "../node-shapes.ts";
import type { FlowLanguage } from "../node-shapes.ts";
import { expressionsIn, filled, writtenAs } from "../templates.ts";

const schema = z.strictObject({
  type: z.literal("send-message"),
  connector: connectorName,
  /** Comes to a number for an SMS, to an address for an e-mail. */
  to: expression.default("call.from"),
  /** {{expressions}} in it are written as people say them. */
  text: z.string().min(1).max(2000),
  /** Of an e-mail. */
  subject: z.string().max(200).optional(),
  ...sendingWays,
});

export const sendMessageNode = nodeKind({
  type: "send-message",
  schema,
  ways: waysOfSending,
  needs: ({ connector: id }) => [{ kind: "connector", id }],
  formulas: ({ to, text, subject = "" }) => ({
    expressions: [to, ...[text, subject].flatMap(expressionsIn)],
    sets: [],
  }),
  begin: (node, state, spoken) => handOver(node, state, "message", textOf(node, state, spoken)),
  step: stepOfSending,
});

function textOf(
  { connector, to, text, subject = "" }: z.output<typeof schema>,
  state: FlowState,
  spoken: FlowLanguage,
): FlowMessage | undefined {
  const valueOf = (each: string) => compute(each, state, spoken);
  const recipient = valueOf(to);
  const words = filled(text, valueOf, writtenAs.words);
  const about = filled(subject, valueOf, writtenAs.words);
  if (recipient === undefined || words === undefined || about === undefined) return undefined;
  return { kind: "text", connector, to: writtenAs.words(recipient).trim(), text: words, subject: about };
}

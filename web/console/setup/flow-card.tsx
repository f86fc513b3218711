// One published flow as an ordered list of its nodes.
import type { Setup } from "@tandem/contract";
import { useConsoleText } from "#console/texts";
import { outlineFlow } from "./flow-outline.ts";
import type { FlowExit, FlowOutlineNode } from "./flow-outline.ts";

type FlowCardProps = { readonly flow: Setup["flows"][number]; readonly queues: Setup["queues"] };

export function FlowCard({ flow, queues }: FlowCardProps) {
  const t = useConsoleText();
  return (
    <section className="console-card" aria-label={flow.name}>
      <h2>
        {t("setup.flow")} · {flow.name}{" "}
        <span className="t-soft">{t("setup.flow.version", { version: flow.version })}</span>
      </h2>
      {flow.document["answer"] === "by-node" ? <p className="t-soft">{t("setup.flow.unanswered")}</p> : null}
      <ol className="console-flow">
        {outlineFlow(flow.document).map((node, index) => (
          <FlowNode key={node.name} node={node} first={index === 0} queues={queues} />
        ))}
      </ol>
    </section>
  );
}

const nodeTypes = [
  "play",
  "menu",
  "answer",
  "queue",
  "survey",
  "voicemail",
  "callback",
  "business-hours",
  "refuse",
  "hang-up",
] as const;
const refusals = ["busy", "closed", "congested", "unknown-number", "number-changed", "declined"] as const;

type FlowNodeProps = {
  readonly node: FlowOutlineNode;
  readonly first: boolean;
  readonly queues: Setup["queues"];
};

function FlowNode({ node, first, queues }: FlowNodeProps) {
  const t = useConsoleText();
  const type = nodeTypes.find((known) => known === node.type);
  const queue = queues.find((candidate) => candidate.id === node.queueId);
  const refusal = refusals.find((known) => known === node.cause);
  const why = refusal ? t(`refusal.${refusal}`) : node.cause;
  const what = [why, queue?.name ?? node.prompts.join(", ")].filter(Boolean).join(" · ");
  return (
    <li>
      <b>{node.name}</b>
      <span>
        {type ? t(`node.${type}`) : node.type} {what}
      </span>
      <span className="t-soft">
        {first ? `${t("setup.flow.start")} · ` : ""}
        {node.reachable ? node.exits.map((exit) => exitText(exit, t)).join(" · ") : t("node.unreachable")}
      </span>
    </li>
  );
}

function exitText({ kind, key, to }: FlowExit, t: ReturnType<typeof useConsoleText>): string {
  const when = kind === "key" ? t("node.key", { key }) : t(`node.${kind}`);
  return `${when} → ${to}`;
}

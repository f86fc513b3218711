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
      <ol className="console-flow">
        {outlineFlow(flow.document).map((node, index) => (
          <FlowNode key={node.name} node={node} first={index === 0} queues={queues} />
        ))}
      </ol>
    </section>
  );
}

const nodeTypes = ["play", "menu", "queue", "hang-up"] as const;

type FlowNodeProps = {
  readonly node: FlowOutlineNode;
  readonly first: boolean;
  readonly queues: Setup["queues"];
};

function FlowNode({ node, first, queues }: FlowNodeProps) {
  const t = useConsoleText();
  const type = nodeTypes.find((known) => known === node.type);
  const queue = queues.find((candidate) => candidate.id === node.queueId);
  const what = queue?.name ?? node.prompts.join(", ");
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

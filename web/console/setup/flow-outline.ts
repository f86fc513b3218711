// A flow's document as an ordered list to read: from the start on, each node once.

export type FlowExit = {
  readonly kind: "next" | "key" | "otherwise" | "unavailable" | "open" | "closed";
  readonly key: string;
  readonly to: string;
};

export type FlowOutlineNode = {
  readonly name: string;
  readonly type: string;
  /** Prompts played, by name. */
  readonly prompts: readonly string[];
  readonly queueId: string | undefined;
  /** Why a node that refuses calls does so. */
  readonly cause: string | undefined;
  readonly exits: readonly FlowExit[];
  /** False when no way from the start leads here. */
  readonly reachable: boolean;
};

type Bag = Readonly<Record<string, unknown>>;

const asBag = (value: unknown): Bag => (typeof value === "object" && value !== null ? (value as Bag) : {});
const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function exitsOf(node: Bag): FlowExit[] {
  const exits: FlowExit[] = [];
  const add = (kind: FlowExit["kind"], key: string, to: unknown) => {
    if (typeof to === "string") exits.push({ kind, key, to });
  };
  for (const [key, to] of Object.entries(asBag(node["choices"]))) add("key", key, to);
  add("next", "", node["next"]);
  add("otherwise", "", node["otherwise"]);
  add("unavailable", "", node["unavailable"]);
  add("open", "", node["open"]);
  add("closed", "", node["closed"]);
  return exits;
}

/** Pure: nodes in the order a caller can meet them (breadth first), then those that nothing leads to. */
export function outlineFlow(document: Bag): FlowOutlineNode[] {
  const nodes = asBag(document["nodes"]);
  const start = asText(document["start"]);
  const order = new Set<string>(start !== undefined && start in nodes ? [start] : []);
  // A set may grow while it is walked: each name put in is visited once.
  for (const name of order) {
    for (const exit of exitsOf(asBag(nodes[name]))) if (exit.to in nodes) order.add(exit.to);
  }
  const line = (name: string, reachable: boolean): FlowOutlineNode => {
    const node = asBag(nodes[name]);
    const prompts = Array.isArray(node["prompts"]) ? node["prompts"].map(String) : [];
    return {
      name,
      type: asText(node["type"]) ?? "?",
      prompts,
      queueId: asText(node["queueId"]),
      cause: asText(node["cause"]),
      exits: exitsOf(node),
      reachable,
    };
  };
  const lost = Object.keys(nodes).filter((name) => !order.has(name));
  return [...[...order].map((name) => line(name, true)), ...lost.map((name) => line(name, false))];
}

// A flow as a company with many services draws it: a tree of menus, each with what a service needs behind it.
import type { FlowDocumentInput } from "@tandem/flows";

type Nodes = FlowDocumentInput["nodes"];

/** Nodes of one service. */
const perService = 10;

/**
 * A document of so many nodes, tens of them; each ten have 16 connections, and one that leads to them. Nothing says where nodes are drawn, as in a
 * document that was imported.
 */
export function drawingOf(nodeCount: number, queueId: string, calendarId: string): FlowDocumentInput {
  const services = nodeCount / perService;
  const nodes: Nodes = {};
  for (let service = 1; service <= services; service++) {
    const under = [2 * service, 2 * service + 1].filter((each) => each <= services);
    Object.assign(nodes, serviceOf(service, under, queueId, calendarId));
  }
  return { schema: 1, language: "en", start: "hours 1", nodes };
}

/** How many ways lead from one node to another. */
export function connectionsOf({ nodes }: FlowDocumentInput): number {
  const leadsTo = (value: unknown): number =>
    typeof value === "string" ? Number(Object.hasOwn(nodes, value)) : nestedIn(value);
  const nestedIn = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? Object.values(value).reduce((sum: number, each) => sum + leadsTo(each), 0)
      : 0;
  return nestedIn(nodes);
}

function serviceOf(service: number, under: readonly number[], queueId: string, calendarId: string): Nodes {
  const own = (name: string) => `${name} ${service}`;
  const deeper = under.map((each, index) => [String(8 + index), `hours ${each}`] as const);
  return {
    [own("hours")]: { type: "business-hours", calendarId, open: own("menu"), closed: own("message") },
    [own("menu")]: {
      type: "menu",
      prompts: ["menu-main"],
      choices: { "1": own("order"), "2": own("known"), ...Object.fromEntries(deeper) },
      otherwise: own("queue"),
    },
    [own("order")]: {
      type: "collect-digits",
      prompts: ["callback-type"],
      variable: "order",
      next: own("look up"),
      otherwise: own("queue"),
    },
    [own("look up")]: {
      type: "http-request",
      url: "https://shop.example/api/orders/{{order}}",
      save: { state: "response.body.state" },
      next: own("tell"),
      otherwise: own("queue"),
    },
    [own("tell")]: { type: "play", prompts: ["welcome"], next: own("bye") },
    [own("known")]: {
      type: "condition",
      when: 'call.from.startsWith("138")',
      next: own("first"),
      otherwise: own("queue"),
    },
    [own("first")]: { type: "priority", steps: 10, next: own("queue") },
    [own("queue")]: { type: "queue", queueId, next: own("bye"), unavailable: own("message") },
    [own("message")]: { type: "voicemail", queueId, next: own("bye") },
    [own("bye")]: { type: "hang-up", prompts: ["goodbye"] },
  };
}

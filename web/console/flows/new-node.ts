// What a node is when it is put on the board: as short as it can be, and all its ways still to be drawn.
import { nowhere, readFlowNode } from "@tandem/flows";
import type { FlowDocument, FlowNode } from "@tandem/flows";
import type { Surroundings } from "./use-surroundings.ts";

/** Where a tenant has none yet: the check says that it is not there. */
const nobody = "00000000-0000-4000-8000-000000000000";

type Having = Pick<
  Surroundings,
  "queues" | "calendars" | "agents" | "skills" | "flows" | "tables" | "connectors"
>;

/** Undefined for a type whose nodes need more than can be guessed. */
export function newNode(
  type: FlowNode["type"],
  { queues, calendars, agents, skills, flows, tables, connectors }: Having,
): FlowNode | undefined {
  const queueId = queues[0]?.id ?? nobody;
  const calendarId = calendars[0]?.id ?? nobody;
  const ways = { next: nowhere, otherwise: nowhere, unavailable: nowhere, open: nowhere, closed: nowhere };
  const own: Readonly<Record<string, object>> = {
    play: { prompts: ["welcome"], next: nowhere },
    say: { text: "…", next: nowhere, unavailable: nowhere },
    menu: { prompts: ["menu-main"], choices: { "1": nowhere }, otherwise: nowhere },
    answer: { next: nowhere },
    queue: { queueId, next: nowhere, unavailable: nowhere },
    survey: { next: nowhere },
    voicemail: { queueId, next: nowhere },
    callback: { queueId, next: nowhere, otherwise: nowhere },
    "business-hours": { calendarId, open: nowhere, closed: nowhere },
    "collect-digits": { prompts: ["callback-type"], variable: "digits", next: nowhere, otherwise: nowhere },
    "collect-speech": {
      prompts: ["callback-type"],
      variable: "said",
      next: nowhere,
      otherwise: nowhere,
      unavailable: nowhere,
    },
    condition: { when: 'call.from.startsWith("1")', next: nowhere, otherwise: nowhere },
    switch: { value: "call.language", cases: { "zh-CN": nowhere }, otherwise: nowhere },
    "set-variable": { variable: "tries", value: "1", next: nowhere, otherwise: nowhere },
    "data-table": { table: tables[0] ?? "customers", key: "call.from", next: nowhere, otherwise: nowhere },
    "loop-guard": { rounds: 3, next: nowhere, otherwise: nowhere },
    "http-request": { url: "https://shop.example/api/orders", next: nowhere, otherwise: nowhere },
    webhook: { url: "https://crm.example/api/calls", next: nowhere, otherwise: nowhere },
    "send-message": {
      connector: connectors[0]?.name ?? "sms",
      text: "…",
      next: nowhere,
      otherwise: nowhere,
    },
    language: { speaks: "en", next: nowhere },
    "tag-call": { tags: { from: "call.from" }, next: nowhere },
    priority: { steps: 1, next: nowhere },
    skills: { skills: { [skills[0]?.id ?? nobody]: 1 }, next: nowhere },
    "transfer-person": { agentId: agents[0]?.id ?? nobody, unavailable: nowhere },
    "transfer-number": { number: "10086", unavailable: nowhere },
    "transfer-flow": { flowId: flows[0]?.id ?? nobody, unavailable: nowhere },
    "sub-flow": { flowId: flows[0]?.id ?? nobody, next: nowhere, unavailable: nowhere },
    return: {},
    refuse: { cause: "closed", prompts: ["closed"] },
    "hang-up": { prompts: ["goodbye"] },
  };
  const read = readFlowNode({ type, ...(own[type] ?? ways) });
  return read.ok ? read.value : undefined;
}

/** Flows to begin with. The names of their nodes are in the language that they speak. */
export const templates = ["menu", "hours", "survey", "order", "vip", "notice", "empty"] as const;
export type Template = (typeof templates)[number];

export function templateOf(
  template: Template,
  language: FlowDocument["language"],
  { queues, calendars }: Pick<Surroundings, "queues" | "calendars">,
): Record<string, unknown> {
  const queueId = queues[0]?.id ?? nobody;
  const calendarId = calendars[0]?.id ?? nobody;
  const zh = language === "zh-CN";
  const [welcome, menu, queue, bye] = zh
    ? ["欢迎", "菜单", "排队", "再见"]
    : ["welcome", "menu", "queue", "goodbye"];
  const goodbye = { type: "hang-up", prompts: ["goodbye"] };
  const inQueue = { type: "queue", queueId, next: bye, unavailable: bye };
  switch (template) {
    case "menu":
      return documentOf(language, welcome, {
        [welcome]: { type: "play", prompts: ["welcome"], next: menu },
        [menu]: { type: "menu", prompts: ["menu-main"], choices: { "1": queue }, otherwise: bye },
        [queue]: inQueue,
        [bye]: goodbye,
      });
    case "hours": {
      const [hours, closed, message] = zh ? ["营业时间", "打烊", "留言"] : ["hours", "closed", "message"];
      return documentOf(language, hours, {
        [hours]: { type: "business-hours", calendarId, open: queue, closed },
        [queue]: inQueue,
        [closed]: { type: "play", prompts: ["closed"], next: message },
        [message]: { type: "voicemail", queueId, next: bye },
        [bye]: goodbye,
      });
    }
    case "survey": {
      const survey = zh ? "满意度" : "survey";
      return documentOf(language, welcome, {
        [welcome]: { type: "play", prompts: ["welcome"], next: queue },
        [queue]: { ...inQueue, next: survey },
        [survey]: { type: "survey", next: bye },
        [bye]: goodbye,
      });
    }
    case "order": {
      const [order, ask, tell, sorry] = zh
        ? ["订单号", "查询订单", "告知", "查不到"]
        : ["order", "look up", "tell", "not found"];
      return documentOf(language, order, {
        [order]: {
          type: "collect-digits",
          prompts: ["callback-type"],
          variable: "order",
          next: ask,
          otherwise: queue,
        },
        [ask]: {
          type: "http-request",
          url: "https://shop.example/api/orders/{{order}}",
          save: { state: "response.body.state" },
          prompts: ["connecting"],
          next: tell,
          otherwise: sorry,
        },
        [tell]: {
          type: "say",
          text: zh ? "您的订单状态是：{{state}}。" : "The state of your order is: {{state}}.",
          next: bye,
          unavailable: queue,
        },
        [sorry]: { type: "tag-call", tags: { [zh ? "订单号" : "order"]: "order" }, next: queue },
        [queue]: inQueue,
        [bye]: goodbye,
      });
    }
    case "vip": {
      const [known, first] = zh ? ["是贵宾吗", "优先"] : ["VIP?", "first"];
      return documentOf(language, welcome, {
        [welcome]: { type: "play", prompts: ["welcome"], next: known },
        [known]: {
          type: "condition",
          when: 'call.from in ["13800138000", "13900139000"]',
          next: first,
          otherwise: queue,
        },
        [first]: { type: "priority", steps: 10, next: queue },
        [queue]: inQueue,
        [bye]: goodbye,
      });
    }
    case "notice": {
      const notice = zh ? "通知" : "notice";
      return documentOf(language, notice, { [notice]: { type: "hang-up", prompts: ["closed", "goodbye"] } });
    }
    case "empty":
      return documentOf(language, nowhere, {});
    default:
      return template satisfies never;
  }
}

function documentOf(language: string, start: string, nodes: object): Record<string, unknown> {
  return { schema: 1, language, start, nodes };
}

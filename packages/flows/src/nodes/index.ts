// Door of nodes: every kind there is.
import { z } from "zod";
import type { NodeKind } from "../node-kind.ts";
import { answerNode } from "./answer.ts";
import { businessHoursNode } from "./business-hours.ts";
import { callbackNode } from "./callback.ts";
import { collectDigitsNode } from "./collect-digits.ts";
import { collectSpeechNode } from "./collect-speech.ts";
import { conditionNode } from "./condition.ts";
import { dataTableNode } from "./data-table.ts";
import { hangUpNode } from "./hang-up.ts";
import { httpRequestNode } from "./http-request.ts";
import { languageNode } from "./language.ts";
import { loopGuardNode } from "./loop-guard.ts";
import { menuNode } from "./menu.ts";
import { playNode } from "./play.ts";
import { priorityNode } from "./priority.ts";
import { queueNode } from "./queue.ts";
import { refuseNode } from "./refuse.ts";
import { sayNode } from "./say.ts";
import { sendMessageNode } from "./send-message.ts";
import { setVariableNode } from "./set-variable.ts";
import { returnNode, subFlowNode } from "./sub-flow.ts";
import { skillsNode } from "./skills.ts";
import { surveyNode } from "./survey.ts";
import { switchNode } from "./switch.ts";
import { tagCallNode } from "./tag-call.ts";
import { transferFlowNode, transferNumberNode, transferPersonNode } from "./transfer.ts";
import { voicemailNode } from "./voicemail.ts";
import { webhookNode } from "./webhook.ts";

export { maxTypedAhead } from "./play.ts";

export const nodeSchema = z.discriminatedUnion("type", [
  playNode.schema,
  sayNode.schema,
  menuNode.schema,
  answerNode.schema,
  queueNode.schema,
  surveyNode.schema,
  voicemailNode.schema,
  callbackNode.schema,
  businessHoursNode.schema,
  collectDigitsNode.schema,
  collectSpeechNode.schema,
  conditionNode.schema,
  switchNode.schema,
  setVariableNode.schema,
  loopGuardNode.schema,
  httpRequestNode.schema,
  dataTableNode.schema,
  webhookNode.schema,
  sendMessageNode.schema,
  languageNode.schema,
  priorityNode.schema,
  skillsNode.schema,
  tagCallNode.schema,
  transferPersonNode.schema,
  transferNumberNode.schema,
  transferFlowNode.schema,
  subFlowNode.schema,
  returnNode.schema,
  refuseNode.schema,
  hangUpNode.schema,
]);
export type FlowNode = z.output<typeof nodeSchema>;

const kinds = {
  play: playNode,
  say: sayNode,
  menu: menuNode,
  answer: answerNode,
  queue: queueNode,
  survey: surveyNode,
  voicemail: voicemailNode,
  callback: callbackNode,
  "business-hours": businessHoursNode,
  "collect-digits": collectDigitsNode,
  "collect-speech": collectSpeechNode,
  condition: conditionNode,
  switch: switchNode,
  "set-variable": setVariableNode,
  "loop-guard": loopGuardNode,
  "http-request": httpRequestNode,
  "data-table": dataTableNode,
  webhook: webhookNode,
  "send-message": sendMessageNode,
  language: languageNode,
  priority: priorityNode,
  skills: skillsNode,
  "tag-call": tagCallNode,
  "transfer-person": transferPersonNode,
  "transfer-number": transferNumberNode,
  "transfer-flow": transferFlowNode,
  "sub-flow": subFlowNode,
  return: returnNode,
  refuse: refuseNode,
  "hang-up": hangUpNode,
} satisfies Record<FlowNode["type"], unknown>;

/** The kind of a node. Each kind takes nodes of its own type only, which is why it is found by the node. */
export function kindOf(node: FlowNode): NodeKind<string, z.ZodType<FlowNode>> {
  return kinds[node.type];
}

/** Every type of node, in the order in which pages offer them. */
export const nodeTypes = Object.keys(kinds) as readonly FlowNode["type"][];

export function schemaOf(type: FlowNode["type"]): z.ZodType {
  return kinds[type].schema;
}

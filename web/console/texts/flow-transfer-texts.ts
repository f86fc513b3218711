// Words of nodes that lead callers elsewhere, and of what goes with them.

const chinese = {
  "node.language": "语言",
  "node.priority": "优先级",
  "node.transfer-person": "转给某人",
  "node.transfer-number": "转外线",
  "node.transfer-flow": "转到流程",
  "node.sub-flow": "子流程",
  "node.return": "返回",
  "flow-field.speaks": "以后说",
  "flow-field.steps": "优先几级",
  "flow-field.number": "号码（{{…}} 填入值）",
  "flow-field.flowId": "流程",
  "flow-field.arguments": "带入的值（对方的变量 ← 表达式）",
  "flow-field.results": "带回的值（变量 ← 对方的变量）",
  "flow-problem.unknown-flow": "这个流程没有发布",
  "try.put-through": "转给 {{target}}",
  "try.calls-flow": "进入子流程“{{flow}}”",
  "try.not-taken": "没人接",
  "try.returned": "子流程返回",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  "node.language": "Language",
  "node.priority": "Priority",
  "node.transfer-person": "To a person",
  "node.transfer-number": "To a number",
  "node.transfer-flow": "To a flow",
  "node.sub-flow": "Sub-flow",
  "node.return": "Return",
  "flow-field.speaks": "From here on",
  "flow-field.steps": "Steps before others",
  "flow-field.number": "Number ({{…}} for values)",
  "flow-field.flowId": "Flow",
  "flow-field.arguments": "Given (its variable ← expression)",
  "flow-field.results": "Taken back (variable ← its variable)",
  "flow-problem.unknown-flow": "This flow is not published",
  "try.put-through": "Is put through to {{target}}",
  "try.calls-flow": "Goes through the flow “{{flow}}”",
  "try.not-taken": "Nobody takes them",
  "try.returned": "The flow returns",
};

export const flowTransferTexts = { "zh-CN": chinese, en: english } as const;

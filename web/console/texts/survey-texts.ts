// Words of the satisfaction survey: its page, and its answers on a call's page.

const chinese = {
  "nav.surveys": "满意度",
  survey: "满意度",
  "survey.by": "分组",
  "survey.by.queue": "按队列",
  "survey.by.agent": "按坐席",
  "survey.by.day": "按日",
  "survey.asked": "邀请评价",
  "survey.responded": "参与评价",
  "survey.response-rate": "参评率",
  "survey.question": "问题",
  "survey.question.service": "本次服务",
  "survey.satisfaction": "满意率",
  "survey.mean": "平均分",
  "survey.score": "{{score}} 分",
  "survey.answer": "{{question}}：{{score}} 分",
  "survey.gone": "已删除",
  "survey.nobody": "没有接通坐席",
  "survey.none": "这段时间没有邀请评价",
  "survey.none.text":
    "在流程的队列节点之后放一个“满意度评价”节点，坐席挂断后来电方就会听到。方法见文档 docs/operations/surveys.md。",
  "survey.note":
    "满意率＝打 4 分或 5 分的评价数 ÷ 全部评价数；参评率＝回答了至少一个问题的通话 ÷ 邀请评价的通话。按邀请的时间统计，评价计入最后通话的坐席。",
  "node.survey": "满意度评价",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  "nav.surveys": "Satisfaction",
  survey: "Satisfaction",
  "survey.by": "Group by",
  "survey.by.queue": "By queue",
  "survey.by.agent": "By agent",
  "survey.by.day": "By day",
  "survey.asked": "Asked",
  "survey.responded": "Answered",
  "survey.response-rate": "Response rate",
  "survey.question": "Question",
  "survey.question.service": "The service",
  "survey.satisfaction": "Satisfied",
  "survey.mean": "Mean",
  "survey.score": "{{score}} of 5",
  "survey.answer": "{{question}}: {{score}} of 5",
  "survey.gone": "removed",
  "survey.nobody": "no agent reached",
  "survey.none": "Nobody was asked in this time",
  "survey.none.text":
    "Put a survey node behind the queue node of a flow: callers hear it when the agent has hung up. See docs/operations/surveys.md.",
  "survey.note":
    "Satisfied: answers of 4 or 5 by all answers. Response rate: calls that answered at least one question by calls that were asked. Counted when the caller was asked, for the agent who spoke with them last.",
  "node.survey": "Survey",
};

export const surveyTexts = { "zh-CN": chinese, en: english } as const;

/** Pure: what a survey's question is called. Flows name their questions; the one that a survey asks by itself has words. */
export function questionWord(question: string, t: (key: "survey.question.service") => string): string {
  return question === "service" ? t("survey.question.service") : question;
}

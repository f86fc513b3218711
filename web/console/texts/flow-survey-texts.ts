// Words of the questions that a survey on the board asks.

const chinese = {
  "question.title": "问题 {{number}}",
  "question.name": "名称（报表里这样叫）",
  "question.prompts": "播放的提示音",
  "question.add": "添加问题",
  "question.most": "最多 {{count}} 个问题",
  "question.remove": "去掉问题 {{name}}",
  "question.up": "问题 {{name}} 上移",
  "question.down": "问题 {{name}} 下移",
  "question.name-missing": "请填写名称",
  "question.name-wrong": "只用小写字母、数字和连字符，最多 40 个",
  "question.name-twice": "已有同名的问题",
  "question.prompts-missing": "请选择提示音",
  "question.prompts-many": "最多 {{count}} 段提示音",
  "question.not-kept": "改好标红的地方后才会保存。",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  "question.title": "Question {{number}}",
  "question.name": "Name, as reports have it",
  "question.prompts": "Prompts that ask it",
  "question.add": "Add a question",
  "question.most": "{{count}} questions at most",
  "question.remove": "Remove question {{name}}",
  "question.up": "Move question {{name}} up",
  "question.down": "Move question {{name}} down",
  "question.name-missing": "Give it a name",
  "question.name-wrong": "Small letters, digits and hyphens only, 40 at most",
  "question.name-twice": "Another question has this name",
  "question.prompts-missing": "Choose a prompt",
  "question.prompts-many": "{{count}} prompts at most",
  "question.not-kept": "Saved once what is red is right.",
};

export const flowSurveyTexts = { "zh-CN": chinese, en: english } as const;

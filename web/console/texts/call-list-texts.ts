// What the list of calls and its filters say.
const chinese = {
  "calls.filter.number": "主叫号码",
  "calls.filter.cause": "结束原因",
  "calls.filter.any-cause": "全部",
  "calls.filter.dates": "日期",
  "calls.filter.from": "开始日期",
  "calls.filter.to": "结束日期",
  "calls.filter.search": "查询",
  "calls.filter.clear": "清除条件",
  "calls.today": "今天",
  "calls.last-7": "近 7 天",
  "calls.last-30": "近 30 天",
  "calls.none-yet": "还没有通话",
  "calls.none-yet.text": "打一次电话试试：坐席工作台上有“打一个测试电话”。通话结束后会自动出现在这里。",
  "calls.none": "没有符合条件的通话",
  "calls.none.text": "换个日期或清除条件试试。新的通话结束后会自动出现。",
  "calls.first": "回到第一页",
  "calls.next": "下一页",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  "calls.filter.number": "Caller's number",
  "calls.filter.cause": "End cause",
  "calls.filter.any-cause": "Any",
  "calls.filter.dates": "Dates",
  "calls.filter.from": "From",
  "calls.filter.to": "To",
  "calls.filter.search": "Search",
  "calls.filter.clear": "Clear",
  "calls.today": "Today",
  "calls.last-7": "Last 7 days",
  "calls.last-30": "Last 30 days",
  "calls.none-yet": "No calls yet",
  "calls.none-yet.text":
    "Try one: the agent desk has “Place a test call”. Calls appear here when they have ended.",
  "calls.none": "No calls match",
  "calls.none.text":
    "Try other dates or clear the filters. New calls appear by themselves when they have ended.",
  "calls.first": "First page",
  "calls.next": "Next page",
};

export const callListTexts = { "zh-CN": chinese, en: english };

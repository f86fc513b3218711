// A queue's settings between the contract and the module of queues, and what they may not speak of.
import type { RoutingView } from "@tandem/contract";
import type { AgentId, CalendarId, FlowId, QueueId, SkillId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { BusinessHours } from "#contact-center/business-hours";
import type { Flows } from "#contact-center/flows";
import type { OverflowSetting, QueueSettings } from "#contact-center/queues";
import type { PromptLibrary } from "#telephony/prompts";
import type { Failure } from "./problems.ts";

type View = Omit<RoutingView["queues"][number], "id">;

export function settingsView(settings: QueueSettings): View {
  return {
    ...settings,
    skills: [...settings.skills],
    rings: settings.rings.map(({ afterSeconds, minimums }) => ({ afterSeconds, minimums: [...minimums] })),
    excludedAgentIds: [...settings.excludedAgentIds],
    overflow: [...settings.overflow],
    callback: { ...settings.callback },
  };
}

export function settingsOf(view: View): QueueSettings {
  return {
    ...view,
    skills: view.skills.map(requirement),
    rings: view.rings.map(({ afterSeconds, minimums }) => ({
      afterSeconds,
      minimums: minimums.map(requirement),
    })),
    excludedAgentIds: view.excludedAgentIds as AgentId[],
    calendarId: view.calendarId as CalendarId | null,
    overflow: view.overflow.map(({ when, to }) => ({ when, to: targetOf(to) })),
  };
}

const requirement = ({ skillId, minimum }: View["skills"][number]) => ({
  skillId: skillId as SkillId,
  minimum,
});

function targetOf(to: View["overflow"][number]["to"]): OverflowSetting["to"] {
  switch (to.kind) {
    case "queue":
      return { kind: "queue", queueId: to.queueId as QueueId };
    case "flow":
      return { kind: "flow", flowId: to.flowId as FlowId };
    case "voicemail":
    case "message":
    case "external":
      return to;
    default:
      return to satisfies never;
  }
}

type Known = {
  readonly agents: Agents;
  readonly flows: Flows;
  readonly businessHours: BusinessHours;
  readonly prompts: PromptLibrary;
};

/** Something the settings speak of that is not there, or a rule that can never be met. */
export function settingsProblem(
  tenantId: TenantId,
  { overflow, calendarId, excludedAgentIds, lastAgentSeconds }: QueueSettings,
  { agents, flows, businessHours, prompts }: Known,
): Failure | undefined {
  const flowIds = new Set<string>(flows.ofTenant(tenantId).map(({ id }) => id));
  for (const [n, { when, to }] of overflow.entries()) {
    const refuse = (reason: keyof typeof messages, subject?: string) =>
      notUsable(reason, `body.overflow.${n}`, subject);
    if (when.kind === "closed" && calendarId === null) return refuse("closed-without-hours");
    if (to.kind === "flow" && !flowIds.has(to.flowId)) return refuse("flow-gone");
    if (to.kind === "message" && prompts.find(to.prompt, "zh-CN", tenantId) === undefined)
      return refuse("no-such-prompt", to.prompt);
  }
  if (calendarId !== null && !businessHours.has(tenantId, calendarId))
    return notUsable("hours-gone", "body.calendarId");
  if (!excludedAgentIds.every((id) => agents.get(id)?.record.tenantId === tenantId))
    return notUsable("agent-gone", "body.excludedAgentIds");
  // Who is kept longer than any rule lets them wait never comes to anybody else.
  const leavesAfter = Math.min(
    ...overflow.flatMap(({ when }) => (when.kind === "wait" ? [when.seconds] : [])),
  );
  return lastAgentSeconds > leavesAfter
    ? notUsable("kept-past-overflow", "body.lastAgentSeconds")
    : undefined;
}

const messages = {
  "closed-without-hours": "a rule for closed hours needs business hours",
  "flow-gone": "this flow is not published; choose another",
  "no-such-prompt": "there is no prompt of that name",
  "hours-gone": "these business hours are gone; choose others",
  "agent-gone": "this agent is gone",
  "kept-past-overflow":
    "callers are kept for their last agent until they overflow: nobody else would get them",
} as const;

function notUsable(reason: keyof typeof messages, field: string, subject?: string): Failure {
  const failure: Failure = { kind: "not-usable", message: messages[reason], field, reason };
  return subject === undefined ? failure : { ...failure, subject };
}

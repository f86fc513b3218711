// My presence with its timer, and the menu to change it.
import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { MenuProps } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { endpoints } from "@tandem/contract";
import type { AgentLive, AwayReason, DeskRulesView, Presence } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useDeskRules } from "#client/desk-rules";
import { useAsk } from "#client/frame";
import { LiveTimer, useLive } from "#client/live";
import { useLocale } from "#client/text";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

function tone(agent: AgentLive): Tone {
  if (agent.presence === "available") return "ready";
  if (agent.presence === "offline") return "offline";
  // Away without having chosen it, or for too long, must catch the eye.
  return agent.awayReason === "no-answer" || agent.isOverLimit ? "alarm" : "away";
}

function useChoices(): MenuProps {
  const t = useDeskText();
  const ask = useAsk();
  const { state: phone } = usePhone();
  // A desk phone will do as well as this page's own.
  const agent = useLive().state?.desk?.agent;
  const reachable = agent?.reachable ?? false;
  const locale = useLocale();
  const { data: rules } = useDeskRules();
  const noPhone = phone.line !== "registered" && !reachable;
  const choose = (presence: Presence, reason?: AwayReason) =>
    void ask(callEndpoint(endpoints.setPresence, { body: { presence, ...(reason ? { reason } : {}) } }));
  const item = (key: string, shown: Tone, words: string, onClick: () => void, more: object = {}) => ({
    key,
    onClick,
    label: (
      <span data-testid={`presence-${key}`}>
        <StateBadge tone={shown}>{words}</StateBadge>
      </span>
    ),
    ...more,
  });
  const available = item("available", "ready", t("presence.available"), () => choose("available"), {
    disabled: noPhone,
    ...(noPhone ? { extra: t("presence.needs-phone") } : {}),
  });
  return {
    items: [
      available,
      { type: "divider" },
      ...(rules?.awayReasons ?? []).map(({ code, name, limitMinutes }) =>
        item(
          `away-${code}`,
          "away",
          name[locale],
          () => choose("away", code),
          limitMinutes === null ? {} : { extra: t("presence.limit", { count: limitMinutes }) },
        ),
      ),
      ...queueItems(agent, rules, { t, ask }),
      { type: "divider" },
      item("offline", "offline", t("presence.offline"), () => choose("offline")),
    ],
  };
}

/** `S` opens the menu, in which arrows choose; not while something is typed. */
function usePresenceKey(onKey: () => void): void {
  const press = useEffectEvent(
    ({ key, target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent) => {
      if (key.toLowerCase() !== "s" || ctrlKey || metaKey || altKey || defaultPrevented) return;
      if (target instanceof HTMLElement && target.matches("input:not([type=radio]), textarea, select"))
        return;
      onKey();
    },
  );
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

type Doing = {
  readonly t: ReturnType<typeof useDeskText>;
  readonly ask: ReturnType<typeof useAsk>;
};

/** The queues that I may leave, and those that I am out of. */
function queueItems(
  agent: AgentLive | undefined,
  rules: DeskRulesView | undefined,
  { t, ask }: Doing,
): NonNullable<MenuProps["items"]> {
  const mine = (agent?.queues ?? []).flatMap(({ id, signedIn }) => {
    const queue = rules?.queues.find((each) => each.id === id);
    return queue && (queue.agentsMayLeave || !signedIn) ? [{ ...queue, signedIn }] : [];
  });
  if (mine.length === 0) return [];
  const toggle = (queueId: string, signedIn: boolean) =>
    void ask(callEndpoint(endpoints.setQueueSignIn, { params: { queueId }, body: { signedIn } }));
  return [
    { type: "divider" },
    {
      type: "group",
      label: t("queues"),
      children: mine.map(({ id, name, signedIn }) => ({
        key: `queue-${id}`,
        onClick: () => toggle(id, !signedIn),
        label: (
          <span data-testid={`queue-sign-in-${id}`}>
            <StateBadge tone={signedIn ? "ready" : "offline"}>{name}</StateBadge>
          </span>
        ),
        extra: t(signedIn ? "queues.sign-out" : "queues.sign-in"),
      })),
    },
  ];
}

export function PresenceMenu() {
  const t = useDeskText();
  const menu = useChoices();
  const [open, setOpen] = useState(false);
  usePresenceKey(() => setOpen(true));
  const locale = useLocale();
  const agent = useLive().state?.desk?.agent;
  if (!agent)
    return (
      <Button disabled data-testid="presence-menu">
        …
      </Button>
    );
  const words = agent.awayName?.[locale] ?? t(`presence.${agent.presence}`);
  return (
    // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever opened it by a key chooses with the arrows
    <Dropdown menu={menu} trigger={["click"]} open={open} onOpenChange={setOpen} autoFocus>
      <Button
        className="desk-presence"
        aria-label={`${t("presence.choose")}: ${words}`}
        data-testid="presence-menu"
      >
        <StateBadge tone={tone(agent)} state={agent.presence} testId="presence-state">
          {words}
        </StateBadge>
        <LiveTimer since={agent.presenceSince} label={t("presence")} />
        {agent.isLeaving ? <span className="t-tone-alarm">{t("presence.leaving")}</span> : null}
        <DownOutlined aria-hidden="true" />
      </Button>
    </Dropdown>
  );
}

// My presence with its timer, and the menu to change it.
import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { MenuProps } from "antd";
import { endpoints } from "@tandem/contract";
import type { AgentLive, AwayReason, Presence } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { LiveTimer, useLive } from "#client/live";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

const chosenReasons = [
  "break",
  "meal",
  "training",
  "meeting",
  "other",
] as const satisfies readonly AwayReason[];

function tone(agent: AgentLive): Tone {
  if (agent.presence === "available") return "ready";
  if (agent.presence === "offline") return "offline";
  // Away without having chosen it must catch the eye.
  return agent.awayReason === "no-answer" || agent.awayReason === "phone-lost" ? "alarm" : "away";
}

function useChoices(): MenuProps {
  const t = useDeskText();
  const ask = useAsk();
  const { state: phone } = usePhone();
  // A desk phone will do as well as this page's own.
  const reachable = useLive().state?.desk?.agent.reachable ?? false;
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
      ...chosenReasons.map((reason) =>
        item(`away-${reason}`, "away", t(`away.${reason}`), () => choose("away", reason)),
      ),
      { type: "divider" },
      item("offline", "offline", t("presence.offline"), () => choose("offline")),
    ],
  };
}

export function PresenceMenu() {
  const t = useDeskText();
  const menu = useChoices();
  const agent = useLive().state?.desk?.agent;
  if (!agent)
    return (
      <Button disabled data-testid="presence-menu">
        …
      </Button>
    );
  const words =
    agent.presence === "away" && agent.awayReason
      ? t(`away.${agent.awayReason}`)
      : t(`presence.${agent.presence}`);
  return (
    <Dropdown menu={menu} trigger={["click"]}>
      <Button
        className="desk-presence"
        aria-label={`${t("presence.choose")}: ${words}`}
        data-testid="presence-menu"
      >
        <StateBadge tone={tone(agent)} state={agent.presence} testId="presence-state">
          {words}
        </StateBadge>
        <LiveTimer since={agent.presenceSince} label={t("presence")} />
        <DownOutlined aria-hidden="true" />
      </Button>
    </Dropdown>
  );
}

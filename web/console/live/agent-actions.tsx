// What a supervisor can do to an agent: set presence, move to other queues, sign out.
import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import type { MenuProps } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { AgentLive } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useDeskRules } from "#client/desk-rules";
import { useAsk } from "#client/frame";
import { useLocale } from "#client/text";
import { useConsoleText } from "#console/texts";
import { MoveAgent } from "./move-agent.tsx";

export function AgentActions({ agent }: { readonly agent: AgentLive }) {
  const t = useConsoleText();
  const [moving, setMoving] = useState(false);
  const items = useItems(agent, () => setMoving(true));
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button
          type="text"
          size="small"
          icon={<MoreOutlined />}
          aria-label={t("floor.actions", { name: agent.displayName })}
          data-testid={`agent-actions-${agent.extension}`}
        />
      </Dropdown>
      {moving ? <MoveAgent agent={agent} onClose={() => setMoving(false)} /> : null}
    </>
  );
}

/** What the supervisor saw decides: the server refuses when it has changed meanwhile. */
function useItems(agent: AgentLive, onMove: () => void): NonNullable<MenuProps["items"]> {
  const t = useConsoleText();
  const locale = useLocale();
  const ask = useAsk();
  const { modal } = App.useApp();
  const { data: rules } = useDeskRules();
  const params = { agentId: agent.id };
  const seenSince = agent.presenceSince;
  const force = (presence: "available" | "away", reason?: string) =>
    void ask(
      callEndpoint(endpoints.forcePresence, {
        params,
        body: { presence, seenSince, ...(reason === undefined ? {} : { reason }) },
      }),
    );
  const signOut = () =>
    void modal.confirm({
      title: t("floor.sign-out.ask", { name: agent.displayName }),
      content: t(agent.workState === "idle" ? "floor.sign-out.now" : "floor.sign-out.later"),
      okText: t("floor.sign-out"),
      cancelText: t("cancel"),
      onOk: () => ask(callEndpoint(endpoints.signOutAgent, { params, body: { seenSince } })).then(() => {}),
    });
  const label = (words: string, testId: string) => <span data-testid={testId}>{words}</span>;
  return [
    {
      key: "available",
      label: label(t("presence.available"), "force-available"),
      disabled: agent.presence === "available" || !agent.reachable,
      onClick: () => force("available"),
    },
    {
      key: "away",
      label: label(t("presence.away"), "force-away"),
      children: (rules?.awayReasons ?? []).map(({ code, name }) => ({
        key: code,
        label: label(name[locale], `force-away-${code}`),
        onClick: () => force("away", code),
      })),
    },
    { key: "move", label: label(t("floor.move"), "force-move"), onClick: onMove },
    { type: "divider" },
    {
      key: "sign-out",
      danger: true,
      disabled: agent.presence === "offline" || agent.isLeaving,
      label: label(t("floor.sign-out"), "force-sign-out"),
      onClick: signOut,
    },
  ];
}

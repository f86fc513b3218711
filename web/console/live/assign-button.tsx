// Picks a caller out of the line for an agent who is free.
import { Button, Dropdown } from "antd";
import { endpoints } from "@tandem/contract";
import type { CallLive } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { useConsoleText } from "#console/texts";

export function AssignButton({ call }: { readonly call: CallLive }) {
  const t = useConsoleText();
  const ask = useAsk();
  const agents = useLive().state?.agents ?? [];
  const free = agents.filter(
    ({ presence, workState, reachable, isLeaving, reservedFor }) =>
      presence === "available" && workState === "idle" && reachable && !isLeaving && !reservedFor,
  );
  const assign = (agentId: string) =>
    void ask(callEndpoint(endpoints.assignCaller, { params: { callId: call.id }, body: { agentId } }));
  const items = free.map(({ id, displayName, extension }) => ({
    key: id,
    label: <span data-testid={`assign-to-${extension}`}>{`${displayName} · ${extension}`}</span>,
    onClick: () => assign(id),
  }));
  const none = [{ key: "none", disabled: true, label: t("floor.assign.none") }];
  return (
    <Dropdown menu={{ items: items.length > 0 ? items : none }} trigger={["click"]}>
      <Button size="small" data-testid={`assign-${call.id}`}>
        {t("floor.assign")}
      </Button>
    </Dropdown>
  );
}

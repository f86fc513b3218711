// Which queues an agent serves, changed while calls run.
import { Alert, Checkbox, Modal } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { AgentLive } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { failureText } from "#client/frame";
import { useLive } from "#client/live";
import { useText } from "#client/text";
import { useConsoleText } from "#console/texts";

type MoveAgentProps = { readonly agent: AgentLive; readonly onClose: () => void };

export function MoveAgent({ agent, onClose }: MoveAgentProps) {
  const t = useConsoleText();
  const shared = useText();
  const queues = useLive().state?.queues ?? [];
  // What was there when the dialog opened: whoever moved the agent since is not overruled unseen.
  const [seenQueueIds] = useState(() => agent.queues.map(({ id }) => id));
  const [queueIds, setQueueIds] = useState(seenQueueIds);
  const [problem, setProblem] = useState<string>();
  const save = async () => {
    const params = { agentId: agent.id };
    const answer = await callEndpoint(endpoints.moveAgent, { params, body: { queueIds, seenQueueIds } });
    if (answer.ok) onClose();
    else setProblem(failureText(answer.problem, shared));
  };
  return (
    <Modal
      open
      title={t("floor.move.title", { name: agent.displayName })}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={() => void save()}
    >
      {problem === undefined ? null : (
        <Alert type="error" showIcon title={problem} data-testid="move-problem" />
      )}
      <p className="t-soft">{t("floor.move.text")}</p>
      <Checkbox.Group
        className="console-choices"
        value={queueIds}
        onChange={setQueueIds}
        options={queues.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Modal>
  );
}

// Before a queue is removed: who is affected, and where its callers go.
import { useQuery } from "@tanstack/react-query";
import { Alert, Modal, Select } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { QueueUse, Setup } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { refusalText, useConsoleText } from "#console/texts";

type RemoveQueueProps = {
  readonly queue: Setup["queues"][number];
  readonly others: Setup["queues"];
  readonly onClose: () => void;
  readonly onRemoved: () => void;
};

export function RemoveQueue({ queue, others, onClose, onRemoved }: RemoveQueueProps) {
  const t = useConsoleText();
  const [callersTo, setCallersTo] = useState<string>(others[0]?.id ?? "flow");
  const [problem, setProblem] = useState<string>();
  const params = { queueId: queue.id };
  const query = useQuery({
    queryKey: ["queue-use", queue.id],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getQueueUse, { params })),
    refetchInterval: 2000,
  });
  const remove = async () => {
    const answer = await callEndpoint(endpoints.deleteQueue, { params, query: { callersTo } });
    if (answer.ok) onRemoved();
    else setProblem(refusalText(answer.problem, t));
  };
  const options = [
    ...others.map(({ id, name }) => ({ value: id, label: t("queue.remove.to-queue", { name }) })),
    { value: "flow", label: t("queue.remove.to-flow") },
  ];
  return (
    <Modal
      open
      title={t("queue.remove.sure", { name: queue.name })}
      okText={t("trunks.delete")}
      cancelText={t("cancel")}
      okButtonProps={{ danger: true, disabled: !query.data }}
      onCancel={onClose}
      onOk={() => void remove()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      {query.data ? <Affected use={query.data} /> : <QueryState query={query} />}
      <p>{t("queue.remove.where")}</p>
      <Select style={{ width: "100%" }} value={callersTo} options={options} onChange={setCallersTo} />
    </Modal>
  );
}

function Affected({ use }: { readonly use: QueueUse }) {
  const t = useConsoleText();
  const names = (items: QueueUse["flows"]) => items.map(({ name }) => name).join(", ");
  return (
    <ul data-testid="queue-use">
      <li>{t("queue.remove.waiting", { count: String(use.waiting) })}</li>
      <li>{t("queue.remove.talking", { count: String(use.talking) })}</li>
      {use.flows.length > 0 ? <li>{t("queue.remove.flows", { names: names(use.flows) })}</li> : null}
      {use.queues.length > 0 ? <li>{t("queue.remove.queues", { names: names(use.queues) })}</li> : null}
    </ul>
  );
}

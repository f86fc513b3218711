// Before somebody is disabled or removed: who and what is affected, and who gets what is theirs.
import { useQuery } from "@tanstack/react-query";
import { Alert, Modal, Select } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { PersonUse, PersonView } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { refusal } from "./use-people.ts";

export type Leaving = "disable" | "remove";

type LeaveDialogProps = {
  readonly person: PersonView;
  readonly how: Leaving;
  readonly people: readonly PersonView[];
  readonly onClose: () => void;
};

/** Stands for whoever is to get nothing: what is there is deleted. */
const nobody = "nobody";

export function LeaveDialog({ person, how, people, onClose }: LeaveDialogProps) {
  const t = useConsoleText();
  const [handTo, setHandTo] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const params = { personId: person.id };
  const query = useQuery({
    queryKey: ["person-use", person.id],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getPersonUse, { params })),
    refetchInterval: 2000,
  });
  const use = query.data;
  const hasThings = use !== undefined && use.reminders + use.messages > 0;
  const asksWhom = how === "remove" && hasThings;
  const leave = async () => {
    const answer =
      how === "disable"
        ? await callEndpoint(endpoints.setPersonDisabled, { params, body: { disabled: true } })
        : await callEndpoint(endpoints.deletePerson, { params, query: asksWhom ? { handTo } : {} });
    if (answer.ok) onClose();
    else setProblem(refusal(answer.problem, t));
  };
  const takers = people.filter(({ id, agentId, disabled }) => id !== person.id && agentId && !disabled);
  const options = [
    ...takers.map(({ id, displayName, extension }) => ({
      value: id,
      label: `${displayName} · ${extension ?? ""}`,
    })),
    { value: nobody, label: t("people.hand-to.nobody") },
  ];
  return (
    <Modal
      open
      title={t(`people.${how}.sure`, { name: person.displayName })}
      okText={t(`people.${how}`)}
      cancelText={t("cancel")}
      okButtonProps={{ danger: true, disabled: !use || (asksWhom && handTo === undefined) }}
      onCancel={onClose}
      onOk={() => void leave()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} data-testid="refused" />}
      {use ? <Affected use={use} how={how} /> : <QueryState query={query} />}
      {asksWhom ? (
        <>
          <p>{t("people.hand-to")}</p>
          <Select
            style={{ width: "100%" }}
            value={handTo ?? null}
            placeholder={t("people.hand-to.choose")}
            options={options}
            onChange={(chosen) => setHandTo(chosen ?? undefined)}
            showSearch={{ optionFilterProp: "label" }}
            data-testid="hand-to"
          />
        </>
      ) : null}
    </Modal>
  );
}

function Affected({ use, how }: { readonly use: PersonUse; readonly how: Leaving }) {
  const t = useConsoleText();
  const names = (items: PersonUse["queues"]) => items.map(({ name }) => name).join(", ");
  const { isTalking, queues, flows, reminders, messages } = use;
  return (
    <ul data-testid="person-use">
      <li>{t("people.use.sign-ins")}</li>
      <li>{t(isTalking ? "people.use.talking" : "people.use.not-talking")}</li>
      {queues.length > 0 ? <li>{t("people.use.queues", { names: names(queues) })}</li> : null}
      {flows.length > 0 && how === "remove" ? (
        <li>{t("people.use.flows", { names: names(flows) })}</li>
      ) : null}
      {reminders > 0 ? <li>{t("people.use.reminders", { count: String(reminders) })}</li> : null}
      {messages > 0 ? <li>{t("people.use.messages", { count: String(messages) })}</li> : null}
      <li>{t(`people.use.${how}`)}</li>
    </ul>
  );
}

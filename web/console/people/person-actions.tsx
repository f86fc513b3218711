// What an administrator can do with one person.
import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { endpoints } from "@tandem/contract";
import type { PersonAccess, PersonView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import type { Leaving } from "./leave-dialog.tsx";
import { refusal, useReadAgain } from "./use-people.ts";

type PersonActionsProps = {
  readonly person: PersonView;
  readonly onEdit: () => void;
  readonly onPhone: () => void;
  readonly onAccess: (access: PersonAccess) => void;
  readonly onLeave: (how: Leaving) => void;
};

export function PersonActions({ person, onEdit, onPhone, onAccess, onLeave }: PersonActionsProps) {
  const t = useConsoleText();
  const { user } = useMe();
  const { message, modal } = App.useApp();
  const readAgain = useReadAgain();
  const params = { personId: person.id };
  const isOneself = person.id === user.id;
  const reset = () =>
    modal.confirm({
      title: t("people.reset.sure", { name: person.displayName }),
      content: t(isOneself ? "people.reset.oneself" : "people.reset.text"),
      okText: t("people.reset"),
      cancelText: t("cancel"),
      onOk: async () => {
        const answer = await callEndpoint(endpoints.resetPassword, { params });
        if (answer.ok) onAccess(answer.value);
        else message.error(refusal(answer.problem, t));
      },
    });
  const enable = async () => {
    const answer = await callEndpoint(endpoints.setPersonDisabled, { params, body: { disabled: false } });
    if (!answer.ok) message.error(refusal(answer.problem, t));
    readAgain();
  };
  const act = (key: string, label: string, run: () => void, more: { danger?: boolean } = {}) => ({
    key,
    label: <span data-testid={`${key}-${person.name}`}>{label}</span>,
    onClick: run,
    ...more,
  });
  const items = [
    ...(person.agentId !== null && !person.disabled ? [act("phone", t("people.phone"), onPhone)] : []),
    act("reset", t("people.reset"), () => void reset()),
    ...(isOneself
      ? []
      : [
          person.disabled
            ? act("enable", t("people.enable"), () => void enable())
            : act("disable", t("people.disable"), () => onLeave("disable"), { danger: true }),
          act("remove", t("people.remove"), () => onLeave("remove"), { danger: true }),
        ]),
  ];
  return (
    <div className="console-row-acts">
      <Button size="small" type="text" onClick={onEdit} data-testid={`edit-${person.name}`}>
        {t("change")}
      </Button>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button
          size="small"
          type="text"
          icon={<MoreOutlined />}
          aria-label={t("people.more", { name: person.displayName })}
          data-testid={`more-${person.name}`}
        />
      </Dropdown>
    </div>
  );
}

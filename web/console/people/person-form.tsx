// Adds a person, or changes one.
import { useQuery } from "@tanstack/react-query";
import { Alert, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { PersonAccess, PersonView } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { refusal } from "./use-people.ts";

type Values = {
  readonly displayName: string;
  readonly name: string;
  readonly role: PersonView["role"];
  readonly extension?: string | null;
  readonly shownNumbers?: PersonView["shownNumbers"];
};

type PersonFormProps = {
  /** Undefined: a new one. */
  readonly person: PersonView | undefined;
  readonly onClose: () => void;
  readonly onAdded: (person: PersonView, access: PersonAccess) => void;
};

const roles = ["agent", "supervisor", "admin"] as const;

export function PersonForm({ person, onClose, onAdded }: PersonFormProps) {
  const t = useConsoleText();
  const { user } = useMe();
  const [form] = Form.useForm<Values>();
  const role = Form.useWatch("role", form);
  const [problem, setProblem] = useState<string>();
  const save = async ({ extension: typed, displayName, ...values }: Values) => {
    const extension = typed?.trim() || undefined;
    if (person) {
      const body = { displayName, ...values, extension };
      const answer = await callEndpoint(endpoints.updatePerson, { params: { personId: person.id }, body });
      return answer.ok ? onClose() : setProblem(refusal(answer.problem, t));
    }
    const { name, role: chosen } = values;
    const body = { name, role: chosen, displayName, extension: extension ?? null };
    const answer = await callEndpoint(endpoints.createPerson, { body });
    return answer.ok
      ? onAdded(answer.value.person, answer.value.access)
      : setProblem(refusal(answer.problem, t));
  };
  const needed = { required: true, whitespace: true, message: t("people.needed") };
  // Who has a desk keeps it.
  const needsExtension = role === "agent" || (person?.extension ?? null) !== null;
  return (
    <Modal
      open
      title={person ? t("people.edit", { name: person.displayName }) : t("people.add")}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} data-testid="refused" />}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={person ?? { role: "agent" }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item name="displayName" label={t("people.display-name")} rules={[needed]}>
          <Input id="person-display-name" maxLength={60} />
        </Form.Item>
        {person ? null : (
          <Form.Item
            name="name"
            label={t("people.name")}
            extra={t("people.name.help")}
            rules={[{ required: true, pattern: /^[^\s/]{1,60}$/u, message: t("people.name.wrong") }]}
          >
            <Input id="person-name" maxLength={60} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="role" label={t("people.role")} extra={role ? t(`people.role.${role}`) : null}>
          <Select
            disabled={person?.id === user.id}
            data-testid="person-role"
            options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="extension"
          label={t("extension")}
          extra={t(person?.extension ? "people.extension.change" : "people.extension.help")}
          rules={[
            { required: needsExtension, message: t("people.refused.extension-needed") },
            { pattern: /^[1-9]\d{1,7}$/, message: t("people.extension.wrong") },
          ]}
        >
          <Input id="person-extension" inputMode="numeric" maxLength={8} autoComplete="off" />
        </Form.Item>
        {person?.agentId ? <ShownNumbers /> : null}
      </Form>
    </Modal>
  );
}

/** Which numbers this person may show to whom they call. */
function ShownNumbers() {
  const t = useConsoleText();
  const { data } = useQuery({
    queryKey: ["setup"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSetup, {})),
  });
  const options = (data?.numbers ?? []).map(({ number }) => ({ value: number, label: number }));
  return (
    <Form.Item
      name="shownNumbers"
      label={t("people.shown")}
      extra={t("people.shown.help")}
      getValueProps={(numbers: string[] | null) => ({ value: numbers ?? [] })}
      normalize={(numbers: string[]) => (numbers.length === 0 ? null : numbers)}
    >
      <Select
        mode="multiple"
        options={options}
        placeholder={t("people.shown.all")}
        data-testid="person-shown"
      />
    </Form.Item>
  );
}

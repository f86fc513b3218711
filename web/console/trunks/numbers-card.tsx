// Numbers: which flow answers each, and over which trunk it is reached.
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Modal, Select, Table } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { NumberView, TrunkView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";

type Flow = { readonly id: string; readonly name: string };
type NumbersProps = { readonly trunks: readonly TrunkView[]; readonly mayWrite: boolean };

export function NumbersCard({ trunks, mayWrite }: NumbersProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  /** Null: none is open; undefined: a new one. */
  const [open, setOpen] = useState<NumberView | null | undefined>(null);
  const query = useQuery({
    queryKey: ["numbers"],
    queryFn: async () => {
      const [{ numbers }, { flows }] = await Promise.all([
        callEndpoint(endpoints.listNumbers, {}).then(valueOrThrow),
        callEndpoint(endpoints.getSetup, {}).then(valueOrThrow),
      ]);
      return { numbers, flows };
    },
  });
  if (!query.data) return <QueryState query={query} />;
  const { numbers, flows } = query.data;
  const read = () => void queries.invalidateQueries({ queryKey: ["numbers"] });
  const remove = ({ id, number }: NumberView) =>
    modal.confirm({
      title: t("numbers.delete.sure", { number }),
      content: t("numbers.delete.text"),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        await ask(callEndpoint(endpoints.deleteNumber, { params: { numberId: id } }));
        read();
      },
    });
  const add = (
    <Button icon={<PlusOutlined />} onClick={() => setOpen(undefined)} data-testid="number-add">
      {t("numbers.add")}
    </Button>
  );
  return (
    <section className="console-card" aria-label={t("setup.numbers")}>
      <div className="console-card-head">
        <h2>{t("setup.numbers")}</h2>
        {mayWrite ? add : null}
      </div>
      <Table<NumberView>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={numbers}
        locale={{
          emptyText: <EmptyState title={t("setup.numbers.none")}>{t("numbers.none.text")}</EmptyState>,
        }}
        columns={[
          { title: t("setup.number"), render: (_, { number }) => <b className="t-figures">{number}</b> },
          {
            title: t("numbers.trunk"),
            render: (_, { trunkId }) => nameOf(trunks, trunkId) ?? t("numbers.any-trunk"),
          },
          { title: t("setup.flow"), render: (_, { flowId }) => nameOf(flows, flowId) ?? "–" },
          ...(mayWrite
            ? [
                {
                  key: "acts",
                  width: 200,
                  render: (_: unknown, number: NumberView) => (
                    <div className="console-row-acts">
                      <Button size="small" type="text" onClick={() => setOpen(number)}>
                        {t("change")}
                      </Button>
                      <Button size="small" type="text" danger onClick={() => void remove(number)}>
                        {t("trunks.delete")}
                      </Button>
                    </div>
                  ),
                },
              ]
            : []),
        ]}
      />
      {open === null ? null : (
        <NumberForm
          number={open}
          trunks={trunks}
          flows={flows}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            read();
          }}
        />
      )}
    </section>
  );
}

function nameOf(items: readonly { readonly id: string; readonly name: string }[], id: string | null) {
  return items.find((item) => item.id === id)?.name;
}

type NumberFormProps = {
  readonly number: NumberView | undefined;
  readonly trunks: readonly TrunkView[];
  readonly flows: readonly Flow[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

type NumberValues = { readonly number: string; readonly trunkId: string; readonly flowId: string };

/** A choice of antd needs a value: this one stands for no trunk in particular. */
const anyTrunk = "any";

function NumberForm({ number, trunks, flows, onClose, onSaved }: NumberFormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<NumberValues>();
  const [problem, setProblem] = useState<string>();
  const needed = [{ required: true, message: t("trunk-field.needed") }];
  const save = async ({ number: text, trunkId, flowId }: NumberValues) => {
    const digits = text.replaceAll(/[\s()-]/g, "");
    const body = { number: digits, trunkId: trunkId === anyTrunk ? null : trunkId, flowId };
    const answer = number
      ? await callEndpoint(endpoints.updateNumber, { params: { numberId: number.id }, body })
      : await callEndpoint(endpoints.createNumber, { body });
    if (answer.ok) onSaved();
    else setProblem(answer.problem.message);
  };
  const choice = ({ id, name }: { readonly id: string; readonly name: string }) => ({
    value: id,
    label: name,
  });
  return (
    <Modal
      open
      title={t(number ? "numbers.edit" : "numbers.add")}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          number: number?.number ?? "",
          trunkId: number?.trunkId ?? anyTrunk,
          flowId: number?.flowId ?? flows[0]?.id,
        }}
        onFinish={(values: NumberValues) => void save(values)}
      >
        <Form.Item name="number" label={t("setup.number")} rules={needed}>
          <Input placeholder="+862155550000" />
        </Form.Item>
        <Form.Item name="trunkId" label={t("numbers.trunk")}>
          <Select options={[{ value: anyTrunk, label: t("numbers.any-trunk") }, ...trunks.map(choice)]} />
        </Form.Item>
        <Form.Item name="flowId" label={t("setup.flow")} rules={needed}>
          <Select options={flows.map(choice)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

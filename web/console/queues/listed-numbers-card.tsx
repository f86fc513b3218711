// Callers known by their numbers: who goes first, and who is let into no queue.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Select, Table, Tag } from "antd";
import { endpoints } from "@tandem/contract";
import type { ListedNumberView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";

export function ListedNumbersCard({ mayWrite }: { readonly mayWrite: boolean }) {
  const t = useConsoleText();
  const ask = useAsk();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["listed-numbers"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listListedNumbers, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  const read = () => void queries.invalidateQueries({ queryKey: ["listed-numbers"] });
  const remove = async ({ id }: ListedNumberView) => {
    await ask(callEndpoint(endpoints.deleteListedNumber, { params: { listedNumberId: id } }));
    read();
  };
  const columns = [
    {
      title: t("caller"),
      render: (_: unknown, row: ListedNumberView) => <b className="t-figures">{row.number}</b>,
    },
    {
      title: t("listed.as"),
      render: (_: unknown, { priority }: ListedNumberView) =>
        priority === null ? (
          <Tag color="red">{t("listed.blocked")}</Tag>
        ) : (
          <Tag color="gold">{t("listed.priority", { priority: String(priority) })}</Tag>
        ),
    },
    { title: t("listed.note"), render: (_: unknown, row: ListedNumberView) => row.note || "–" },
    ...(mayWrite
      ? [
          {
            title: "",
            width: 90,
            render: (_: unknown, row: ListedNumberView) => (
              <Button size="small" type="text" danger onClick={() => void remove(row)}>
                {t("routing.remove")}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <section className="console-card" aria-label={t("listed.title")} data-testid="listed-numbers">
      <h2>{t("listed.title")}</h2>
      <p className="t-soft">{t("listed.text")}</p>
      <Table
        size="small"
        rowKey="id"
        pagination={query.data.numbers.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
        dataSource={query.data.numbers}
        columns={columns}
        locale={{ emptyText: <EmptyState title={t("listed.none")} /> }}
      />
      {mayWrite ? <AddNumber onAdded={read} /> : null}
    </section>
  );
}

type Values = {
  readonly number: string;
  readonly kind: "priority" | "blocked";
  readonly priority?: number;
  readonly note?: string;
};

function AddNumber({ onAdded }: { readonly onAdded: () => void }) {
  const t = useConsoleText();
  const ask = useAsk();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch("kind", form);
  const add = async ({ number, priority, note, ...values }: Values) => {
    const body = { number, priority: values.kind === "blocked" ? null : (priority ?? 1), note: note ?? "" };
    if (await ask(callEndpoint(endpoints.setListedNumber, { body }))) form.resetFields();
    onAdded();
  };
  return (
    <Form
      form={form}
      layout="inline"
      className="queue-listed-form"
      initialValues={{ kind: "priority", priority: 5 }}
      onFinish={(values: Values) => void add(values)}
    >
      <Form.Item
        name="number"
        rules={[{ required: true, pattern: /^\+?[0-9*#]{1,32}$/, message: t("listed.number.wrong") }]}
      >
        <Input id="listed-number" placeholder={t("caller")} maxLength={33} />
      </Form.Item>
      <Form.Item name="kind">
        <Select
          style={{ width: 140 }}
          options={[
            { value: "priority", label: t("listed.goes-first") },
            { value: "blocked", label: t("listed.blocked") },
          ]}
        />
      </Form.Item>
      {kind === "blocked" ? null : (
        <Form.Item name="priority">
          <InputNumber min={1} max={100} precision={0} aria-label={t("setup.queue.priority")} />
        </Form.Item>
      )}
      <Form.Item name="note">
        <Input placeholder={t("listed.note")} maxLength={200} />
      </Form.Item>
      <Button htmlType="submit" data-testid="listed-add">
        {t("listed.add")}
      </Button>
    </Form>
  );
}

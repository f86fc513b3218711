// Who is told of queues' alarms by mail or webhook, a trial for each, and what came of the last deliveries.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Select, Table } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { AlarmDelivery, AlarmRecipient } from "@tandem/contract";
import { EmptyState, StateBadge } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";

/** What is tried again within seconds is seen without a reload. */
const readEveryMs = 4_000;

export function AlarmRecipientsCard() {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["alarm-recipients"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listAlarmRecipients, {})),
    refetchInterval: readEveryMs,
  });
  if (!query.data) return <QueryState query={query} />;
  const { recipients, deliveries } = query.data;
  const read = () => void query.refetch();
  return (
    <section className="console-card" aria-label={t("recipients.title")} data-testid="alarm-recipients">
      <h2>{t("recipients.title")}</h2>
      <p className="t-soft">{t("recipients.text")}</p>
      <Recipients recipients={recipients} onChanged={read} />
      <AddRecipient onAdded={read} />
      {deliveries.length > 0 ? <Deliveries deliveries={deliveries} recipients={recipients} /> : null}
    </section>
  );
}

type RecipientsProps = { readonly recipients: readonly AlarmRecipient[]; readonly onChanged: () => void };

function Recipients({ recipients, onChanged }: RecipientsProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const act = async (request: Parameters<typeof ask>[0]) => {
    await ask(request);
    onChanged();
  };
  const columns = [
    {
      title: t("recipients.kind"),
      render: (_: unknown, { kind }: AlarmRecipient) => t(`recipients.${kind}`),
    },
    { title: t("recipients.address"), dataIndex: "address", className: "t-wrap" },
    {
      title: t("recipients.level"),
      render: (_: unknown, { leastLevel }: AlarmRecipient) => t(`recipients.from.${leastLevel}`),
    },
    {
      title: "",
      render: (_: unknown, { id }: AlarmRecipient) => (
        <>
          <Button
            size="small"
            onClick={() =>
              void act(callEndpoint(endpoints.testAlarmRecipient, { params: { recipientId: id } }))
            }
            data-testid="recipient-test"
          >
            {t("recipients.test")}
          </Button>
          <Button
            size="small"
            type="text"
            danger
            onClick={() =>
              void act(callEndpoint(endpoints.deleteAlarmRecipient, { params: { recipientId: id } }))
            }
          >
            {t("routing.remove")}
          </Button>
        </>
      ),
    },
  ];
  return (
    <Table
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={recipients}
      columns={columns}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <EmptyState title={t("recipients.none")} /> }}
    />
  );
}

type Values = {
  readonly kind: "mail" | "webhook";
  readonly address: string;
  readonly leastLevel: "warning" | "alarm";
};

function AddRecipient({ onAdded }: { readonly onAdded: () => void }) {
  const t = useConsoleText();
  const ask = useAsk();
  const [form] = Form.useForm<Values>();
  const [secret, setSecret] = useState<string | null>(null);
  const kind = Form.useWatch("kind", form) ?? "mail";
  const add = async (body: Values) => {
    const asked = callEndpoint(endpoints.createAlarmRecipient, { body });
    if (!(await ask(asked))) return;
    const answer = await asked;
    setSecret(answer.ok ? answer.value.secret : null);
    form.resetFields(["address"]);
    onAdded();
  };
  return (
    <>
      {secret === null ? null : (
        <Alert
          type="warning"
          closable={{ onClose: () => setSecret(null) }}
          title={t("recipients.secret")}
          description={<code data-testid="recipient-secret">{secret}</code>}
        />
      )}
      <Form
        form={form}
        layout="inline"
        className="queue-listed-form"
        initialValues={{ kind: "mail", leastLevel: "alarm" }}
        onFinish={(values: Values) => void add(values)}
      >
        <Form.Item name="kind">
          <Select
            style={{ width: 130 }}
            data-testid="recipient-kind"
            options={(["mail", "webhook"] as const).map((value) => ({
              value,
              label: t(`recipients.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="address"
          rules={[
            {
              required: true,
              pattern: kind === "mail" ? /^[^\s@]+@[^\s@]+\.[^\s@]+$/ : /^https:\/\/[^\s/]+/,
              message: t(`recipients.${kind}.wrong`),
            },
          ]}
        >
          <Input
            id="recipient-address"
            style={{ width: 280 }}
            placeholder={t(`recipients.${kind}.placeholder`)}
            maxLength={2000}
          />
        </Form.Item>
        <Form.Item name="leastLevel">
          <Select
            style={{ width: 190 }}
            options={(["alarm", "warning"] as const).map((value) => ({
              value,
              label: t(`recipients.from.${value}`),
            }))}
          />
        </Form.Item>
        <Button htmlType="submit" data-testid="recipient-add">
          {t("recipients.add")}
        </Button>
      </Form>
    </>
  );
}

const tones = { waiting: "hold", delivered: "ready", failed: "alarm" } as const;

type DeliveriesProps = {
  readonly deliveries: readonly AlarmDelivery[];
  readonly recipients: readonly AlarmRecipient[];
};

function Deliveries({ deliveries, recipients }: DeliveriesProps) {
  const t = useConsoleText();
  const addresses = new Map(recipients.map(({ id, address }) => [id, address]));
  const columns = [
    {
      title: t("recipients.when"),
      render: (_: unknown, { event }: AlarmDelivery) => new Date(event.at).toLocaleString(),
    },
    { title: t("recipients.what"), render: (_: unknown, row: AlarmDelivery) => <What delivery={row} /> },
    {
      title: t("recipients.address"),
      className: "t-wrap",
      render: (_: unknown, row: AlarmDelivery) => addresses.get(row.recipientId) ?? "–",
    },
    {
      title: t("recipients.outcome"),
      render: (_: unknown, { state, outcome, attempts }: AlarmDelivery) => (
        <>
          <StateBadge tone={tones[state]} state={state}>
            {t(`recipients.state.${state}`)}
          </StateBadge>{" "}
          <span className="t-soft">
            {outcome} {attempts > 1 ? `× ${attempts}` : ""}
          </span>
        </>
      ),
    },
  ];
  return (
    <>
      <h3>{t("recipients.deliveries")}</h3>
      <Table
        size="small"
        rowKey="id"
        dataSource={deliveries}
        columns={columns}
        scroll={{ x: "max-content" }}
        pagination={deliveries.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
      />
    </>
  );
}

function What({ delivery: { event } }: { readonly delivery: AlarmDelivery }) {
  const t = useConsoleText();
  if (event.figure === null) return t("recipients.event.test");
  return `${t(`wall.${event.level}`)} ${t(`recipients.event.${event.kind}`)} · ${event.queueName} · ${t(`wall.limit.${event.figure}`)}`;
}

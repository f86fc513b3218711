// Secrets by name: set, replaced, removed, and never shown.
import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, Table } from "antd";
import { endpoints } from "@tandem/contract";
import type { SecretView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useConsoleText } from "#console/texts";
import { useSecrets } from "./use-secrets.ts";

type Values = { readonly name: string; readonly value: string };

export function SecretsCard() {
  const t = useConsoleText();
  const me = useMe();
  const place = { locale: useLocale(), timeZone: me.tenant.timeZone };
  const mayWrite = me.user.role === "admin";
  const ask = useAsk();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const query = useSecrets();
  if (!query.data) return <QueryState query={query} />;
  const act = async (request: Parameters<typeof ask>[0]) => {
    const done = await ask(request);
    await queries.invalidateQueries({ queryKey: ["secrets"] });
    return done;
  };
  const set = async ({ name, value }: Values) => {
    if (await act(callEndpoint(endpoints.setSecret, { params: { name }, body: { value } })))
      form.resetFields();
  };
  const columns = [
    { title: t("secrets.name"), dataIndex: "name", className: "t-figures" },
    {
      title: t("secrets.changed"),
      render: (_: unknown, { changedAt }: SecretView) => formatDateTime(changedAt, place),
    },
    {
      title: t("secrets.users"),
      render: (_: unknown, { flows, connectors }: SecretView) => {
        const users = [...flows, ...connectors];
        return users.length > 0 ? (
          users.join(", ")
        ) : (
          <span className="t-soft">{t("secrets.flows.none")}</span>
        );
      },
    },
    {
      title: "",
      render: (_: unknown, { name }: SecretView) =>
        mayWrite ? (
          <Button
            size="small"
            type="text"
            danger
            data-testid={`secret-remove-${name}`}
            onClick={() => void act(callEndpoint(endpoints.deleteSecret, { params: { name } }))}
          >
            {t("trunks.delete")}
          </Button>
        ) : null,
    },
  ];
  return (
    <section className="console-card" aria-label={t("secrets.title")} data-testid="secrets">
      <h2>{t("secrets.title")}</h2>
      <p className="t-soft">{t("secrets.text")}</p>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={query.data}
        columns={columns}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <EmptyState title={t("secrets.none")} /> }}
      />
      {mayWrite ? (
        <Form
          form={form}
          layout="inline"
          className="queue-listed-form"
          onFinish={(values: Values) => void set(values)}
        >
          <Form.Item
            name="name"
            rules={[{ required: true, pattern: /^[a-z0-9-]{1,40}$/, message: t("secrets.name.wrong") }]}
          >
            <Input
              style={{ width: 180 }}
              maxLength={40}
              autoComplete="off"
              placeholder={t("secrets.name.example")}
              aria-label={t("secrets.name")}
              data-testid="secret-name"
            />
          </Form.Item>
          <Form.Item name="value" rules={[{ required: true, message: t("secrets.value.wrong") }]}>
            <Input.Password
              style={{ width: 280 }}
              maxLength={4000}
              autoComplete="new-password"
              placeholder={t("secrets.value")}
              aria-label={t("secrets.value")}
              data-testid="secret-value"
            />
          </Form.Item>
          <Button htmlType="submit" data-testid="secret-set">
            {t("secrets.set")}
          </Button>
        </Form>
      ) : null}
    </section>
  );
}

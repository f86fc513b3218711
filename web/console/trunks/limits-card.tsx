// Limits of all trunk calls of the tenant together.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, InputNumber } from "antd";
import { endpoints } from "@tandem/contract";
import type { CallLimits } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";

export function LimitsCard({ mayWrite }: { readonly mayWrite: boolean }) {
  const t = useConsoleText();
  const ask = useAsk();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["call-limits"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getCallLimits, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  const save = async ({ maxCalls, callsPerSecond }: CallLimits) => {
    const body = { maxCalls: maxCalls ?? null, callsPerSecond: callsPerSecond ?? null };
    if (await ask(callEndpoint(endpoints.setCallLimits, { body }))) message.success(t("trunks.saved"));
    void queries.invalidateQueries({ queryKey: ["call-limits"] });
  };
  return (
    <section className="console-card" aria-label={t("limits.title")}>
      <h2>{t("limits.title")}</h2>
      <p className="t-soft">{t("limits.text")}</p>
      <Form
        layout="inline"
        disabled={!mayWrite}
        initialValues={query.data}
        onFinish={(values: CallLimits) => void save(values)}
      >
        <Form.Item name="maxCalls" label={t("trunk-field.max-calls")}>
          <InputNumber min={1} placeholder={t("trunk-field.no-limit")} />
        </Form.Item>
        <Form.Item name="callsPerSecond" label={t("trunk-field.calls-per-second")}>
          <InputNumber min={0.1} placeholder={t("trunk-field.no-limit")} />
        </Form.Item>
        {mayWrite ? <Button htmlType="submit">{t("save")}</Button> : null}
      </Form>
    </section>
  );
}

// What this tenant may dial: countries, calls, and what an hour may cost.
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, InputNumber, Select } from "antd";
import { endpoints } from "@tandem/contract";
import type { DiallingLimits } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { useDialling } from "./use-security.ts";

const prefixPattern = /^\+?[0-9*#]{1,15}$/;
type Values = Pick<DiallingLimits, "allowedPrefixes" | "maxCalls" | "callsPerMinute" | "spendPerHour">;

export function DiallingCard() {
  const t = useConsoleText();
  const ask = useAsk();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const query = useDialling();
  if (!query.data) return <QueryState query={query} />;
  const { limits, usage } = query.data;
  const save = async ({ allowedPrefixes, maxCalls, callsPerMinute, spendPerHour }: Values) => {
    const body = {
      ...limits,
      allowedPrefixes,
      maxCalls: maxCalls ?? null,
      callsPerMinute: callsPerMinute ?? null,
      spendPerHour: spendPerHour ?? null,
    };
    if (await ask(callEndpoint(endpoints.setDiallingLimits, { body }))) message.success(t("security.saved"));
    void queries.invalidateQueries({ queryKey: ["security", "dialling"] });
  };
  const spent = { calls: usage.calls, yuan: usage.spentYuan.toFixed(2) };
  return (
    <section className="console-card" aria-label={t("security.dialling")} data-testid="dialling">
      <h2>{t("security.dialling")}</h2>
      <p className="t-soft">{t("security.dialling.text")}</p>
      <Form
        layout="vertical"
        // What somebody else saved meanwhile is shown, too.
        key={JSON.stringify(limits)}
        className="security-dialling"
        initialValues={limits}
        onFinish={(values: Values) => void save(values)}
      >
        <Form.Item
          name="allowedPrefixes"
          label={t("security.prefixes")}
          rules={[
            {
              validator: (_, values: readonly string[]) =>
                values.every((value) => prefixPattern.test(value))
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("security.prefixes.wrong"))),
            },
          ]}
        >
          <Select mode="tags" tokenSeparators={[",", " ", "，"]} open={false} suffixIcon={null} />
        </Form.Item>
        <div className="security-numbers">
          <Form.Item name="maxCalls" label={t("security.max-calls")}>
            <InputNumber min={1} placeholder={t("security.no-limit")} />
          </Form.Item>
          <Form.Item name="callsPerMinute" label={t("security.calls-per-minute")}>
            <InputNumber min={1} placeholder={t("security.no-limit")} />
          </Form.Item>
          <Form.Item name="spendPerHour" label={t("security.spend-per-hour")}>
            <InputNumber min={0} placeholder={t("security.no-limit")} />
          </Form.Item>
        </div>
        <p className="t-soft t-figures">{t("security.usage", spent)}</p>
        <Button htmlType="submit">{t("security.save")}</Button>
      </Form>
    </section>
  );
}

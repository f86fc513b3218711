// How long the tenant keeps recordings, and what waits for the object store.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, InputNumber } from "antd";
import { endpoints } from "@tandem/contract";
import type { RecordingPolicy } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { Waiting } from "./waiting.tsx";

type Values = { readonly keepDays: number | null };
const longestDays = 36_500;
const key = ["recordings", "policy"];
/** Uploads go on while one looks. */
const refreshMs = 10_000;

export function PolicyCard() {
  const t = useConsoleText();
  const ask = useAsk();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: key,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getRecordingPolicy, {})),
    refetchInterval: refreshMs,
  });
  if (!query.data) return <QueryState query={query} />;
  const policy = query.data;
  const save = async (keepDays: number | null) => {
    const body = { keepDays };
    if (await ask(callEndpoint(endpoints.setRecordingPolicy, { body })))
      message.success(t("recordings.saved"));
    void queries.invalidateQueries({ queryKey: key });
  };
  const submit = async ({ keepDays }: Values) => {
    const days = keepDays ?? null;
    if (days === null || !isShorter(days, policy)) return save(days);
    await modal.confirm({
      title: t("recordings.shorter"),
      content: t("recordings.shorter.text", { days }),
      okText: t("recordings.save"),
      okButtonProps: { danger: true },
      cancelText: t("cancel"),
      onOk: () => save(days),
    });
  };
  return (
    <section className="console-card" aria-label={t("recordings.policy")} data-testid="recording-policy">
      <h2>{t("recordings.policy")}</h2>
      <p className="t-soft">{t("recordings.policy.text")}</p>
      <Form
        layout="vertical"
        // What somebody else saved meanwhile is shown, too.
        key={`${policy.keepDays}`}
        initialValues={{ keepDays: policy.keepDays }}
        onFinish={(values: Values) => void submit(values)}
      >
        <Form.Item
          name="keepDays"
          label={t("recordings.keep-days")}
          rules={[
            {
              type: "integer",
              min: 1,
              max: longestDays,
              message: t("recordings.keep-days.wrong"),
            },
          ]}
        >
          <InputNumber placeholder={t("recordings.keep-days.none")} />
        </Form.Item>
        <Waiting policy={policy} />
        <Button htmlType="submit">{t("recordings.save")}</Button>
      </Form>
    </section>
  );
}

function isShorter(days: number, { keepDays }: RecordingPolicy): boolean {
  return keepDays === null || days < keepDays;
}

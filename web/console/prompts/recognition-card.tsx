// The engine that understands callers: a server of one's choice, or none.
import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, Radio, Select } from "antd";
import { endpoints } from "@tandem/contract";
import type { RecognitionSettingsView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useSecrets } from "#console/secrets";
import { useConsoleText } from "#console/texts";
import { ModelFields } from "./model-fields.tsx";
import { TryRecognition } from "./try-recognition.tsx";
import { recognitionKey, useRecognitionSettings } from "./use-prompts.ts";

type Values = {
  readonly kind: RecognitionSettingsView["kind"];
  readonly url: string;
  readonly model: string;
  readonly secret: string | undefined;
  readonly models: Partial<Models>;
};
type Models = Extract<RecognitionSettingsView, { kind: "local" }>["models"];

const examples = {
  http: "https://asr.example/v1/audio/transcriptions",
  websocket: "wss://asr.example/listen",
};
const addresses = { http: /^https?:\/\/[^\s/]+/, websocket: /^wss?:\/\/[^\s/]+/ };

export function RecognitionCard({ mayWrite }: { readonly mayWrite: boolean }) {
  const query = useRecognitionSettings();
  if (!query.data) return <QueryState query={query} />;
  return <RecognitionForm settings={query.data} mayWrite={mayWrite} />;
}

type RecognitionFormProps = { readonly settings: RecognitionSettingsView; readonly mayWrite: boolean };

function RecognitionForm({ settings, mayWrite }: RecognitionFormProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const queries = useQueryClient();
  const secrets = useSecrets().data ?? [];
  const [form] = Form.useForm<Values>();
  const kind = (Form.useWatch("kind", form) as Values["kind"] | undefined) ?? settings.kind;
  const save = async (values: Values) => {
    if (await ask(callEndpoint(endpoints.setRecognitionSettings, { body: settingsOf(values) })))
      await queries.invalidateQueries({ queryKey: recognitionKey });
  };
  return (
    <section className="console-card" aria-label={t("recognition.title")} data-testid="recognition">
      <h2>{t("recognition.title")}</h2>
      <p className="t-soft">{t("recognition.text")}</p>
      <Form
        form={form}
        name="recognition"
        layout="vertical"
        requiredMark={false}
        disabled={!mayWrite}
        initialValues={valuesOf(settings)}
        onFinish={(values: Values) => void save(values)}
      >
        <Form.Item name="kind">
          <Radio.Group
            className="prompts-engines"
            options={(["local", "websocket", "http", "none"] as const).map((each) => ({
              value: each,
              label: t(`recognition.engine.${each}`),
            }))}
          />
        </Form.Item>
        {kind === "local" ? <ModelFields does="recognition" /> : null}
        {kind === "websocket" || kind === "http" ? (
          <>
            <Form.Item
              name="url"
              label={t("speech.url")}
              extra={t(`recognition.url.${kind}.help`)}
              rules={[
                { required: true, pattern: addresses[kind], message: t(`recognition.url.${kind}.wrong`) },
              ]}
            >
              <Input placeholder={examples[kind]} />
            </Form.Item>
            <div className="prompts-row">
              {kind === "http" ? (
                <Form.Item
                  name="model"
                  label={t("speech.model")}
                  rules={[{ required: true, message: t("trunk-field.needed") }]}
                >
                  <Input />
                </Form.Item>
              ) : null}
              <Form.Item name="secret" label={t("speech.secret")}>
                <Select
                  allowClear
                  notFoundContent={t("flow.pair.no-secrets")}
                  options={secrets.map(({ name }) => ({ value: name, label: name }))}
                />
              </Form.Item>
            </div>
          </>
        ) : null}
        {mayWrite ? (
          <Button htmlType="submit" data-testid="recognition-save">
            {t("save")}
          </Button>
        ) : null}
      </Form>
      {mayWrite && settings.kind !== "none" ? <TryRecognition /> : null}
    </section>
  );
}

function valuesOf(settings: RecognitionSettingsView): Values {
  const none = { url: "", model: "", secret: undefined, models: {} };
  switch (settings.kind) {
    case "none":
      return { ...none, kind: "none" };
    case "local":
      return { ...none, ...settings };
    case "http":
    case "websocket":
      return { ...none, ...settings, secret: settings.secret ?? undefined };
    default:
      return settings satisfies never;
  }
}

function settingsOf({ kind, url, model, secret: chosen, models }: Values): RecognitionSettingsView {
  const secret = chosen ?? null;
  switch (kind) {
    case "none":
      return { kind };
    case "local":
      return { kind, models: { "zh-CN": models["zh-CN"] ?? "", en: models.en ?? "" } };
    case "http":
      return { kind, url, model, secret };
    case "websocket":
      return { kind, url, secret };
    default:
      return kind satisfies never;
  }
}

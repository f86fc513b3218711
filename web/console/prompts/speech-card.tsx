// The engine that speaks texts: the one that comes with the system, a server of one's choice, or none.
import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Radio, Select } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { SpeechSettingsView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useLocale } from "#client/text";
import { useSecrets } from "#console/secrets";
import { useConsoleText } from "#console/texts";
import { ModelFields } from "./model-fields.tsx";
import { TrySpeech } from "./try-speech.tsx";
import { speechKey, useSpeechSettings } from "./use-prompts.ts";

type Values = {
  readonly kind: SpeechSettingsView["engine"]["kind"];
  readonly url: string;
  readonly model: string;
  readonly chinese: string;
  readonly english: string;
  readonly secret: string | undefined;
  readonly models: Partial<LocalEngine["models"]>;
  readonly voices: LocalEngine["voices"];
  readonly speed: number;
};
type LocalEngine = Extract<SpeechSettingsView["engine"], { kind: "local" }>;

export function SpeechCard({ mayWrite }: { readonly mayWrite: boolean }) {
  const query = useSpeechSettings();
  if (!query.data) return <QueryState query={query} />;
  return <SpeechForm settings={query.data} mayWrite={mayWrite} />;
}

type SpeechFormProps = { readonly settings: SpeechSettingsView; readonly mayWrite: boolean };

function SpeechForm({ settings, mayWrite }: SpeechFormProps) {
  const t = useConsoleText();
  const language = useLocale();
  const ask = useAsk();
  const queries = useQueryClient();
  const secrets = useSecrets().data ?? [];
  const [form] = Form.useForm<Values>();
  const [text, setText] = useState(t("speech.sample"));
  const now = (Form.useWatch([], form) as Values | undefined) ?? valuesOf(settings);
  const save = async (values: Values) => {
    if (await ask(callEndpoint(endpoints.setSpeechSettings, { body: settingsOf(values) })))
      await queries.invalidateQueries({ queryKey: speechKey });
  };
  const needed = [{ required: true, message: t("trunk-field.needed") }];
  return (
    <section className="console-card" aria-label={t("speech.title")} data-testid="speech">
      <h2>{t("speech.title")}</h2>
      <p className="t-soft">{t("speech.text")}</p>
      <Form
        form={form}
        name="speech"
        layout="vertical"
        requiredMark={false}
        disabled={!mayWrite}
        initialValues={valuesOf(settings)}
        onFinish={(values: Values) => void save({ ...valuesOf(settings), ...values })}
      >
        <Form.Item name="kind">
          <Radio.Group
            className="prompts-engines"
            options={(["embedded", "local", "http", "none"] as const).map((kind) => ({
              value: kind,
              label: t(`speech.engine.${kind}`),
            }))}
          />
        </Form.Item>
        {now.kind === "local" ? <ModelFields does="speech" /> : null}
        {now.kind === "http" ? (
          <>
            <Form.Item
              name="url"
              label={t("speech.url")}
              extra={t("speech.url.help")}
              rules={[{ required: true, pattern: /^https?:\/\/[^\s/]+/, message: t("speech.url.wrong") }]}
            >
              <Input placeholder="https://tts.example/v1/audio/speech" />
            </Form.Item>
            <div className="prompts-row">
              <Form.Item name="model" label={t("speech.model")} rules={needed}>
                <Input />
              </Form.Item>
              <Form.Item name="chinese" label={t("speech.voice.zh-CN")} rules={needed}>
                <Input />
              </Form.Item>
              <Form.Item name="english" label={t("speech.voice.en")} rules={needed}>
                <Input />
              </Form.Item>
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
        {now.kind === "none" ? null : (
          <Form.Item name="speed" label={t("speech.speed")}>
            <InputNumber min={0.5} max={2} step={0.1} />
          </Form.Item>
        )}
        {mayWrite ? (
          <Button htmlType="submit" data-testid="speech-save">
            {t("save")}
          </Button>
        ) : null}
      </Form>
      {mayWrite && now.kind !== "none" ? (
        <div className="prompts-try">
          <Input
            value={text}
            maxLength={200}
            aria-label={t("speech.try")}
            onChange={(event) => setText(event.target.value)}
          />
          <TrySpeech
            text={text}
            language={language}
            settings={settingsOf({ ...valuesOf(settings), ...now })}
          />
        </div>
      ) : null}
    </section>
  );
}

function valuesOf({ engine, speed }: SpeechSettingsView): Values {
  const none: Values = {
    kind: engine.kind,
    url: "",
    model: "",
    chinese: "",
    english: "",
    secret: undefined,
    models: {},
    voices: { "zh-CN": 0, en: 0 },
    speed,
  };
  switch (engine.kind) {
    case "local":
      return { ...none, models: engine.models, voices: engine.voices };
    case "http": {
      const { url, model, voices, secret } = engine;
      return {
        ...none,
        url,
        model,
        chinese: voices["zh-CN"],
        english: voices.en,
        secret: secret ?? undefined,
      };
    }
    default:
      return none;
  }
}

function settingsOf(values: Values): SpeechSettingsView {
  const { kind, url, model, chinese, english, secret = null, models, voices, speed } = values;
  switch (kind) {
    case "local":
      return {
        engine: { kind, models: { "zh-CN": models["zh-CN"] ?? "", en: models.en ?? "" }, voices },
        speed,
      };
    case "http":
      return { engine: { kind, url, model, voices: { "zh-CN": chinese, en: english }, secret }, speed };
    default:
      return { engine: { kind }, speed };
  }
}

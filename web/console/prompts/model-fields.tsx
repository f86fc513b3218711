// Which of this node's models speaks or understands each language; nothing can be chosen where the operator has put none.
import { Alert, Form, InputNumber, Select } from "antd";
import { useConsoleText } from "#console/texts";
import { useSpeechModels } from "./use-prompts.ts";

type ModelFieldsProps = {
  readonly does: "recognition" | "speech";
};

const languages = ["zh-CN", "en"] as const;

/** The fields `models`, and, of models that speak, `voices`, by language. */
export function ModelFields({ does }: ModelFieldsProps) {
  const t = useConsoleText();
  const models = useSpeechModels().data?.[does];
  if (!models) return null;
  if (models.length === 0) return <Alert type="info" showIcon title={t("models.none")} />;
  return (
    <div className="prompts-row">
      {languages.map((language) => (
        <Form.Item
          key={language}
          name={["models", language]}
          label={t(`models.${language}`)}
          rules={[{ required: true, message: t("trunk-field.needed") }]}
        >
          <Select options={models.map((name) => ({ value: name, label: name }))} />
        </Form.Item>
      ))}
      {does === "speech"
        ? languages.map((language) => (
            <Form.Item key={language} name={["voices", language]} label={t(`models.voice.${language}`)}>
              <InputNumber min={0} max={10_000} precision={0} />
            </Form.Item>
          ))
        : null}
    </div>
  );
}

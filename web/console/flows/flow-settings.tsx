// What is set for a flow as a whole.
import { Form, Select } from "antd";
import type { FlowDocument } from "@tandem/flows";
import { useConsoleText } from "#console/texts";

type SettingsProps = {
  readonly document: FlowDocument;
  readonly mayWrite: boolean;
  readonly draw: (document: FlowDocument) => void;
};

export function FlowSettings({ document, mayWrite, draw }: SettingsProps) {
  const t = useConsoleText();
  return (
    <Form layout="vertical" size="small" disabled={!mayWrite} className="flow-form">
      <Form.Item label={t("flow.language")}>
        <Select
          value={document.language}
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
          onChange={(language: FlowDocument["language"]) => draw({ ...document, language })}
        />
      </Form.Item>
      <Form.Item label={t("flow.answer")}>
        <Select
          value={document.answer}
          options={[
            { value: "at-start", label: t("flow.answer.at-start") },
            { value: "by-node", label: t("flow.answer.by-node") },
          ]}
          onChange={(answer: FlowDocument["answer"]) => draw({ ...document, answer })}
        />
      </Form.Item>
    </Form>
  );
}

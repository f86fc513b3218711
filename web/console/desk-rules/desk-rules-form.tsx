// The away reasons and what takes readiness away, as a form.
import { Alert, Button, Checkbox, Form, Input, InputNumber, Modal, Select, Space } from "antd";
import { endpoints } from "@tandem/contract";
import type { AwayReasonSetting, DeskRulesView, Setup } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";
import { useSaving } from "./use-saving.ts";
import { freshCode } from "#console/codes";

type FormProps = {
  readonly rules: DeskRulesView;
  readonly agents: Setup["agents"];
  readonly onClose: () => void;
  readonly onSaved: () => void;
};
/** A row that was just added has no code yet. */
type Row = Omit<AwayReasonSetting, "code" | "limitMinutes"> & {
  readonly code?: string;
  readonly limitMinutes?: number | null;
};
type Values = {
  readonly awayReasons: readonly Row[];
  readonly missesToAway: number;
  readonly overMinutes?: number | null;
  readonly breakMinutes?: number | null;
  readonly autoAnswerAgentIds: readonly string[];
  readonly parkSeconds: number;
};

export function DeskRulesForm({ rules, agents, onClose, onSaved }: FormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<Values>();
  const { problem, save } = useSaving({ onClose, onSaved });
  const send = (values: Values) =>
    void save(callEndpoint(endpoints.setDeskRules, { body: bodyOf(values, rules) }));
  const { overMinutes, breakMinutes } = rules.longCall ?? {};
  return (
    <Modal
      open
      width={760}
      title={t("desk-rules.title")}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ ...rules, overMinutes, breakMinutes }}
        onFinish={send}
      >
        <Reasons />
        <Form.Item name="missesToAway" label={t("desk-rules.misses.label")} rules={[{ required: true }]}>
          <InputNumber min={0} max={20} precision={0} />
        </Form.Item>
        <Space align="start" size="large">
          <Form.Item name="overMinutes" label={t("desk-rules.long-call.over")} extra={t("desk-rules.empty")}>
            <InputNumber min={1} max={480} precision={0} />
          </Form.Item>
          <Form.Item name="breakMinutes" label={t("desk-rules.long-call.rest")}>
            <InputNumber min={1} max={480} precision={0} />
          </Form.Item>
        </Space>
        <Form.Item name="parkSeconds" label={t("desk-rules.park")} rules={[{ required: true }]}>
          <InputNumber min={10} max={1800} precision={0} />
        </Form.Item>
        <Form.Item name="autoAnswerAgentIds" label={t("desk-rules.auto-answer.agents")}>
          <Select
            mode="multiple"
            optionFilterProp="label"
            options={agents.map(({ id, displayName, extension }) => ({
              value: id,
              label: `${displayName} · ${extension}`,
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** What a long call is followed by when only its length was given. */
const usualBreakMinutes = 5;

function bodyOf(
  { awayReasons, missesToAway, overMinutes, breakMinutes, autoAnswerAgentIds, parkSeconds }: Values,
  rules: DeskRulesView,
) {
  const codes = new Set(rules.awayReasons.map(({ code }) => code));
  return {
    awayReasons: awayReasons.map(({ code, name, limitMinutes, countsAsWork }) => ({
      code: code ?? freshCode(name.en, codes),
      name,
      limitMinutes: limitMinutes ?? null,
      countsAsWork: countsAsWork ?? false,
    })),
    missesToAway,
    parkSeconds,
    autoAnswerAgentIds: [...autoAnswerAgentIds],
    longCall: overMinutes ? { overMinutes, breakMinutes: breakMinutes ?? usualBreakMinutes } : null,
  };
}

function Reasons() {
  const t = useConsoleText();
  const needed = [{ required: true, whitespace: true, message: t("trunk-field.needed") }];
  return (
    <Form.Item label={t("desk-rules.reasons")} extra={t("desk-rules.reasons.help")}>
      <Form.List name="awayReasons">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name: row }) => (
              <Space key={key} align="baseline" style={{ display: "flex" }} data-testid={`reason-row-${row}`}>
                {/* A form gives back only what has a field. */}
                <Form.Item name={[row, "code"]} hidden>
                  <Input />
                </Form.Item>
                <Form.Item name={[row, "name", "zh-CN"]} rules={needed}>
                  <Input maxLength={60} placeholder="中文" aria-label="中文" />
                </Form.Item>
                <Form.Item name={[row, "name", "en"]} rules={needed}>
                  <Input maxLength={60} placeholder="English" aria-label="English" />
                </Form.Item>
                <Form.Item name={[row, "limitMinutes"]}>
                  <InputNumber
                    min={1}
                    max={480}
                    precision={0}
                    placeholder={t("desk-rules.no-limit")}
                    aria-label={t("desk-rules.limit")}
                    addonAfter={t("desk-rules.minutes-unit")}
                  />
                </Form.Item>
                <Form.Item name={[row, "countsAsWork"]} valuePropName="checked">
                  <Checkbox>{t("desk-rules.work")}</Checkbox>
                </Form.Item>
                <Button disabled={rows.length === 1} onClick={() => remove(row)}>
                  {t("routing.remove")}
                </Button>
              </Space>
            ))}
            <Button onClick={() => add({ countsAsWork: false })} data-testid="reason-add">
              {t("desk-rules.add-reason")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

// What is to be otherwise: agents by half-hours, the strategy, where callers overflow, the skills asked for.
import { PlayCircleOutlined, StopOutlined } from "@ant-design/icons";
import { Button, Checkbox, Form, InputNumber, Select } from "antd";
import type { RoutingView, WhatIfChanges } from "@tandem/contract";
import { SkillRows } from "#console/queues";
import { useConsoleText } from "#console/texts";
import { changesOf, halfHours, valuesOf } from "./change-form-values.ts";
import type { ChangeFormValues } from "./change-form-values.ts";

const strategies = ["longest-idle", "least-calls", "most-skilled", "round-robin"] as const;
const mostAgents = 200;

export type ChangeFormProps = {
  readonly routing: RoutingView;
  readonly queueId: string;
  readonly running: boolean;
  readonly onRun: (changes: WhatIfChanges) => void;
  readonly onCancel: () => void;
};

export function ChangeForm({ routing, queueId, running, onRun, onCancel }: ChangeFormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<ChangeFormValues>();
  const queue = routing.queues.find(({ id }) => id === queueId);
  return (
    <section className="console-card" aria-label={t("what-if.changes")}>
      <div className="console-card-head">
        <h2>{t("what-if.changes")}</h2>
        {running ? (
          <Button icon={<StopOutlined />} onClick={onCancel} data-testid="what-if-cancel">
            {t("what-if.cancel")}
          </Button>
        ) : (
          <Button
            type="primary"
            icon={<PlayCircleOutlined />}
            onClick={() => form.submit()}
            data-testid="what-if-run"
          >
            {t("what-if.run")}
          </Button>
        )}
      </div>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={valuesOf(queue)}
        onFinish={(values) => onRun(changesOf(values, queue))}
        className="what-if-form"
      >
        <Staffing />
        <div>
          <Form.Item name="strategy" label={t("setup.queue.strategy")}>
            <Select
              options={strategies.map((value) => ({ value, label: t(`strategy.${value}`) }))}
              data-testid="what-if-strategy"
            />
          </Form.Item>
          <Overflow />
          <Skills skills={routing.skills} />
        </div>
      </Form>
    </section>
  );
}

function Staffing() {
  const t = useConsoleText();
  const needed = [{ required: true, message: t("trunk-field.needed") }];
  const times = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return (
    <Form.Item label={t("what-if.staffing")} extra={t("what-if.staffing.help")}>
      <Form.List name="staffing">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="what-if-row" data-testid={`what-if-staffing-${name}`}>
                <Form.Item name={[name, "from"]} noStyle rules={needed}>
                  <Select showSearch options={times(halfHours)} aria-label={t("what-if.from")} />
                </Form.Item>
                <span className="t-soft">–</span>
                <Form.Item
                  name={[name, "to"]}
                  noStyle
                  dependencies={[["staffing", name, "from"]]}
                  rules={needed}
                >
                  <Select
                    showSearch
                    options={times([...halfHours.slice(1), "24:00"])}
                    aria-label={t("what-if.to")}
                  />
                </Form.Item>
                <Form.Item name={[name, "agents"]} noStyle rules={needed}>
                  <InputNumber
                    min={-mostAgents}
                    max={mostAgents}
                    precision={0}
                    formatter={(value) => (Number(value) > 0 ? `+${value}` : String(value ?? ""))}
                    parser={(text) => Number((text ?? "").replace("+", ""))}
                    suffix={t("what-if.agents")}
                    aria-label={t("what-if.agents")}
                  />
                </Form.Item>
                <Button onClick={() => remove(name)}>{t("routing.remove")}</Button>
              </div>
            ))}
            <Button
              data-testid="what-if-staffing-add"
              onClick={() => add({ from: "09:00", to: "18:00", agents: 1 })}
            >
              {t("what-if.staffing.add")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

function Overflow() {
  const t = useConsoleText();
  const isOther = Form.useWatch("otherOverflow") as boolean | undefined;
  return (
    <>
      <Form.Item name="otherOverflow" valuePropName="checked" className="what-if-switch">
        <Checkbox data-testid="what-if-overflow">{t("what-if.overflow")}</Checkbox>
      </Form.Item>
      {isOther ? (
        <div className="console-form-row">
          <Form.Item name="waitSeconds" label={t("overflow.wait")} extra={t("what-if.overflow.help")}>
            <InputNumber min={1} max={86_400} precision={0} suffix={t("overflow.seconds")} />
          </Form.Item>
          <Form.Item name="callers" label={t("overflow.size")}>
            <InputNumber min={1} max={10_000} precision={0} suffix={t("overflow.callers")} />
          </Form.Item>
        </div>
      ) : null}
    </>
  );
}

function Skills({ skills }: Pick<RoutingView, "skills">) {
  const t = useConsoleText();
  const isOther = Form.useWatch("otherSkills") as boolean | undefined;
  if (skills.length === 0) return null;
  return (
    <>
      <Form.Item name="otherSkills" valuePropName="checked" className="what-if-switch">
        <Checkbox data-testid="what-if-skills">{t("what-if.skills")}</Checkbox>
      </Form.Item>
      {isOther ? <SkillRows skills={skills} level="minimum" title={t("setup.queue.skills")} /> : null}
    </>
  );
}

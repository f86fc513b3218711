// What a queue settles about callbacks, in the form of the queue.
import { Form, InputNumber, Radio, Select } from "antd";
import { useConsoleText } from "#console/texts";

const keys = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function CallbackFields() {
  const t = useConsoleText();
  return (
    <>
      <Form.Item
        name={["callback", "key"]}
        label={t("queue.callback.key")}
        extra={t("queue.callback.key.help")}
      >
        <Select
          allowClear
          placeholder={t("queue.callback.key.none")}
          options={keys.map((value) => ({ value, label: value }))}
        />
      </Form.Item>
      <Form.Item
        name={["callback", "first"]}
        label={t("queue.callback.first")}
        extra={t("queue.callback.first.help")}
      >
        <Radio.Group
          optionType="button"
          options={(["caller", "agent"] as const).map((value) => ({
            value,
            label: <span data-testid={`callback-first-${value}`}>{t(`queue.callback.first.${value}`)}</span>,
          }))}
        />
      </Form.Item>
      <div className="console-form-row">
        <Figure name="attempts" label={t("queue.callback.attempts")} min={1} max={10} />
        <Figure name="gapSeconds" label={t("queue.callback.gap")} min={5} max={86_400} />
        <Figure name="expiryHours" label={t("queue.callback.expiry")} min={1} max={336} />
        <Figure name="ringSeconds" label={t("queue.callback.ring")} min={10} max={120} />
      </div>
    </>
  );
}

type FigureProps = {
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
};

function Figure({ name, label, min, max }: FigureProps) {
  return (
    <Form.Item name={["callback", name]} label={label} rules={[{ required: true }]}>
      <InputNumber min={min} max={max} precision={0} />
    </Form.Item>
  );
}

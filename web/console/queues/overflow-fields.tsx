// The rows of a queue's overflow rules: when, and where to.
import { AutoComplete, Button, Form, Input, InputNumber, Select } from "antd";
import type { Setup } from "@tandem/contract";
import { useConsoleText } from "#console/texts";
import { causes, hasFigure, targets } from "./overflow-rows.ts";
import type { OverflowRow } from "./overflow-rows.ts";

type OverflowRowsProps = Pick<Setup, "queues" | "flows">;

/** Shipped prompts that say goodbye. */
const messages = ["agent-busy-goodbye", "closed", "system-error"];

export function OverflowRows(props: OverflowRowsProps) {
  const t = useConsoleText();
  return (
    <Form.Item label={t("queue.overflow")} extra={t("queue.overflow.help")}>
      <Form.List name="overflow">
        {(rows, { add, remove, move }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="queue-overflow-row" data-testid={`overflow-${name}`}>
                <Cause row={name} />
                <span className="t-soft">→</span>
                <Target row={name} {...props} />
                <span className="queue-overflow-acts">
                  <Button size="small" type="text" disabled={name === 0} onClick={() => move(name, name - 1)}>
                    ↑
                  </Button>
                  <Button size="small" onClick={() => remove(name)}>
                    {t("routing.remove")}
                  </Button>
                </span>
              </div>
            ))}
            <Button
              data-testid="overflow-add"
              onClick={() => add({ cause: "wait", figure: 120, target: "message", prompt: messages[0] })}
            >
              {t("queue.overflow.add")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

const needed = (message: string) => [{ required: true, message }];

function Cause({ row }: { readonly row: number }) {
  const t = useConsoleText();
  const cause = Form.useWatch(["overflow", row, "cause"]) as OverflowRow["cause"] | undefined;
  return (
    <>
      <Form.Item name={[row, "cause"]} noStyle>
        <Select
          data-testid={`overflow-cause-${row}`}
          style={{ width: 172 }}
          options={causes.map((value) => ({ value, label: t(`overflow.${value}`) }))}
        />
      </Form.Item>
      {cause && hasFigure(cause) ? (
        <Form.Item name={[row, "figure"]} noStyle rules={needed(t("trunk-field.needed"))}>
          <InputNumber
            min={0}
            precision={0}
            style={{ width: 116 }}
            suffix={cause === "size" ? t("overflow.callers") : t("overflow.seconds")}
          />
        </Form.Item>
      ) : null}
    </>
  );
}

function Target({ row, queues, flows }: OverflowRowsProps & { readonly row: number }) {
  const t = useConsoleText();
  const target = Form.useWatch(["overflow", row, "target"]) as OverflowRow["target"] | undefined;
  const rules = needed(t("trunk-field.needed"));
  const named = (items: readonly { readonly id: string; readonly name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  const style = { width: 190 };
  return (
    <>
      <Form.Item name={[row, "target"]} noStyle>
        <Select
          style={{ width: 132 }}
          options={targets.map((value) => ({ value, label: t(`overflow.to.${value}`) }))}
        />
      </Form.Item>
      {target === "queue" ? (
        <Form.Item name={[row, "queueId"]} noStyle rules={rules}>
          <Select style={style} options={named(queues)} placeholder={t("setup.queues")} />
        </Form.Item>
      ) : null}
      {target === "flow" ? (
        <Form.Item name={[row, "flowId"]} noStyle rules={rules}>
          <Select style={style} options={named(flows)} placeholder={t("setup.flow")} />
        </Form.Item>
      ) : null}
      {target === "message" ? (
        <Form.Item name={[row, "prompt"]} noStyle rules={rules}>
          <AutoComplete style={style} options={messages.map((value) => ({ value }))} />
        </Form.Item>
      ) : null}
      {target === "external" ? (
        <Form.Item
          name={[row, "number"]}
          noStyle
          rules={[{ required: true, pattern: /^\+?[0-9*#]{2,32}$/, message: t("trunk-field.needed") }]}
        >
          <Input style={style} placeholder={t("overflow.number")} />
        </Form.Item>
      ) : null}
    </>
  );
}

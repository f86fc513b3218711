// The rows of a queue's rings: after how long which skill is asked for less.
import { Button, Form, InputNumber, Select, Space } from "antd";
import type { RoutingView } from "@tandem/contract";
import { useConsoleText } from "#console/texts";

export function Rings({ skills }: { readonly skills: RoutingView["skills"] }) {
  const t = useConsoleText();
  return (
    <Form.Item label={t("queue.rings")} extra={t("queue.rings.help")}>
      <Form.List name="rings">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <Space key={key} align="baseline" wrap style={{ display: "flex", marginBottom: 8 }}>
                <Form.Item name={[name, "afterSeconds"]} noStyle rules={[{ required: true }]}>
                  <InputNumber
                    min={0}
                    max={3600}
                    precision={0}
                    suffix={t("queue.rings.after")}
                    style={{ width: 150 }}
                  />
                </Form.Item>
                <Minimums ring={name} skills={skills} />
                <Button size="small" onClick={() => remove(name)}>
                  {t("routing.remove")}
                </Button>
              </Space>
            ))}
            <Button
              disabled={skills.length === 0}
              data-testid="ring-add"
              onClick={() =>
                add({
                  afterSeconds: 30 * (rows.length + 1),
                  minimums: [{ skillId: skills[0]?.id, minimum: 1 }],
                })
              }
            >
              {t("queue.rings.add")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

function Minimums({ ring, skills }: { readonly ring: number; readonly skills: RoutingView["skills"] }) {
  const t = useConsoleText();
  const options = skills.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Form.List name={[ring, "minimums"]}>
      {(rows, { add, remove }) => (
        <Space wrap>
          {rows.map(({ key, name }) => (
            <Space.Compact key={key}>
              <Form.Item name={[name, "skillId"]} noStyle rules={[{ required: true }]}>
                <Select options={options} style={{ width: 130 }} />
              </Form.Item>
              <Form.Item name={[name, "minimum"]} noStyle rules={[{ required: true }]}>
                <InputNumber
                  min={0}
                  max={10}
                  precision={0}
                  prefix="≥"
                  style={{ width: 76 }}
                  aria-label={t("routing.level")}
                />
              </Form.Item>
              {rows.length > 1 ? <Button onClick={() => remove(name)}>×</Button> : null}
            </Space.Compact>
          ))}
          {rows.length < skills.length ? (
            <Button
              size="small"
              type="text"
              onClick={() => add({ skillId: skills[rows.length]?.id, minimum: 1 })}
            >
              +
            </Button>
          ) : null}
        </Space>
      )}
    </Form.List>
  );
}

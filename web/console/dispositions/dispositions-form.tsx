// The tree of dispositions as a form: rows within rows, three levels at most.
import { Alert, Button, Checkbox, Form, Input, Modal, Space } from "antd";
import { endpoints } from "@tandem/contract";
import type { Disposition } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useSaving } from "#console/desk-rules";
import { useConsoleText } from "#console/texts";
import { flatten, nest } from "./nested.ts";
import type { Nested } from "./nested.ts";

type FormProps = {
  readonly dispositions: readonly Disposition[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
};
type Values = { readonly top: readonly Nested[] };

const deepest = 3;

export function DispositionsForm({ dispositions, onClose, onSaved }: FormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<Values>();
  const { problem, save } = useSaving({ onClose, onSaved });
  const send = ({ top }: Values) => {
    const taken = new Set(dispositions.map(({ code }) => code));
    void save(callEndpoint(endpoints.setDispositions, { body: { dispositions: flatten(top, taken) } }));
  };
  return (
    <Modal
      open
      width={820}
      title={t("dispositions.title")}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      <p className="t-soft">{t("dispositions.help")}</p>
      <Form
        form={form}
        requiredMark={false}
        initialValues={{ top: nest(dispositions) }}
        onFinish={send}
        className="console-tree-form"
      >
        <Rows path={["top"]} name="top" level={1} />
      </Form>
    </Modal>
  );
}

/** Which row of which row, such as `3-0`. */
const rowId = (path: RowsProps["path"], row: number) =>
  [...path, row].filter((part) => typeof part === "number").join("-");

type RowsProps = {
  /** From the form's root, for buttons; `name` is from the list around. */
  readonly path: readonly (string | number)[];
  readonly name: string | (string | number)[];
  readonly level: number;
};

function Rows({ path, name, level }: RowsProps) {
  const t = useConsoleText();
  return (
    <Form.List name={name}>
      {(rows, { add, remove }) => (
        <div className={level === 1 ? "" : "console-tree-below"}>
          {rows.map(({ key, name: row }) => (
            <div key={key} data-testid={`disposition-row-${rowId(path, row)}`}>
              <Row row={row} onRemove={() => remove(row)} />
              {level < deepest ? (
                <Rows path={[...path, row, "children"]} name={[row, "children"]} level={level + 1} />
              ) : null}
            </div>
          ))}
          <Button
            size="small"
            type={level === 1 ? "default" : "text"}
            onClick={() => add({ noteRequired: false })}
            data-testid={`disposition-add-${path.slice(1).join("-")}`}
          >
            {t(level === 1 ? "dispositions.add" : "dispositions.add-below")}
          </Button>
        </div>
      )}
    </Form.List>
  );
}

function Row({ row, onRemove }: { readonly row: number; readonly onRemove: () => void }) {
  const t = useConsoleText();
  const needed = [{ required: true, whitespace: true, message: t("trunk-field.needed") }];
  return (
    <Space align="baseline" style={{ display: "flex" }}>
      {/* A form gives back only what has a field. */}
      <Form.Item name={[row, "code"]} hidden>
        <Input />
      </Form.Item>
      <Form.Item name={[row, "label", "zh-CN"]} rules={needed}>
        <Input maxLength={60} placeholder="中文" aria-label="中文" />
      </Form.Item>
      <Form.Item name={[row, "label", "en"]} rules={needed}>
        <Input maxLength={60} placeholder="English" aria-label="English" />
      </Form.Item>
      <Form.Item name={[row, "noteRequired"]} valuePropName="checked">
        <Checkbox>{t("dispositions.note-required")}</Checkbox>
      </Form.Item>
      <Button onClick={onRemove}>{t("routing.remove")}</Button>
    </Space>
  );
}

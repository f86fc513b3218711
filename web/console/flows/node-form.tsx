// The form of the node that is chosen. Each change is drawn at once; what would make it no node is told and not drawn.
import { CopyOutlined, DeleteOutlined, FlagOutlined } from "@ant-design/icons";
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { nowhere, readFlowNode, waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode, FlowProblem } from "@tandem/flows";
import { useConsoleText } from "#console/texts";
import { renameNode, setNode, setWay, withField } from "./draft-edits.ts";
import { fieldsOf } from "./node-fields.ts";
import type { NodeField } from "./node-fields.ts";
import { FieldControl, fieldText } from "./node-field-control.tsx";
import { problemText } from "./flow-problems.tsx";
import type { Surroundings } from "./use-surroundings.ts";
import { typeText, wayText } from "./way-text.ts";

type NodeFormProps = {
  readonly name: string;
  readonly document: FlowDocument;
  readonly surroundings: Surroundings;
  readonly problems: readonly FlowProblem[];
  readonly mayWrite: boolean;
  readonly draw: (document: FlowDocument, about?: string) => void;
  readonly onRenamed: (name: string) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
};

export function NodeForm(props: NodeFormProps) {
  const t = useConsoleText();
  const { name, document, problems, mayWrite, draw, onDuplicate, onRemove } = props;
  const node = document.nodes[name];
  if (!node) return null;
  return (
    <Form layout="vertical" size="small" disabled={!mayWrite} className="flow-form" data-testid="node-form">
      <h3>{typeText(node.type, t)}</h3>
      {node.type === "webhook" || node.type === "send-message" ? (
        <p className="t-soft">{t(`node-hint.${node.type}`)}</p>
      ) : null}
      {problems
        .filter(({ nodeId }) => nodeId === name)
        .map((problem) => (
          <p key={problemText(problem, t)} className={`flow-form-problem ${problem.severity}`}>
            {problemText(problem, t)}
          </p>
        ))}
      <NameField key={name} {...props} />
      {fieldsOf(node).map((field) => (
        <NodeFieldItem key={`${name}/${field.name}`} field={field} node={node} {...props} />
      ))}
      {node.type === "menu" ? <Keys node={node} {...props} /> : null}
      {node.type === "switch" ? <Cases node={node} {...props} /> : null}
      <Ways node={node} {...props} />
      <div className="flow-form-acts">
        {document.start === name ? null : (
          <Button icon={<FlagOutlined />} onClick={() => draw({ ...document, start: name })}>
            {t("flow.make-start")}
          </Button>
        )}
        <Button icon={<CopyOutlined />} onClick={onDuplicate}>
          {t("flow.duplicate")}
        </Button>
        <Button danger icon={<DeleteOutlined />} data-testid="node-remove" onClick={onRemove}>
          {t("trunks.delete")}
        </Button>
      </div>
    </Form>
  );
}

function NameField({ name, document, draw, onRenamed }: NodeFormProps) {
  const t = useConsoleText();
  const [typed, setTyped] = useState(name);
  const taken = typed !== name && Object.hasOwn(document.nodes, typed);
  const rename = () => {
    const renamed = renameNode(document, name, typed.trim());
    if (renamed === document) return setTyped(name);
    draw(renamed);
    onRenamed(typed.trim());
  };
  return (
    <Form.Item
      label={t("flow.node-name")}
      {...(taken && { validateStatus: "error" as const, help: t("flow.node-name.taken") })}
    >
      <Input
        value={typed}
        maxLength={64}
        data-testid="node-name"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={rename}
        onPressEnter={rename}
      />
    </Form.Item>
  );
}

type OfNode = NodeFormProps & { readonly node: FlowNode };

function NodeFieldItem({
  field,
  node,
  name,
  document,
  surroundings,
  draw,
}: OfNode & { readonly field: NodeField }) {
  const t = useConsoleText();
  const [problem, setProblem] = useState<string>();
  const value = (node as Readonly<Record<string, unknown>>)[field.name];
  const change = (next: unknown) => {
    const changed = withField(node, [field.name], next) ?? inPlaceOfOther(node, field.name, next);
    const told = next === undefined ? "–" : JSON.stringify(next);
    setProblem(changed ? undefined : told);
    if (changed) draw(setNode(document, name, changed), `${name}/${field.name}`);
  };
  return (
    <Form.Item
      label={fieldText(field.name, node.type, t)}
      {...(problem !== undefined && {
        validateStatus: "error" as const,
        help: t("flow.wrong-value", { message: problem }),
      })}
    >
      <FieldControl field={field} value={value} surroundings={surroundings} onChange={change} />
    </Form.Item>
  );
}

/** A mailbox is that of a queue or that of a person: who chooses one has unchosen the other. */
function inPlaceOfOther(node: FlowNode, field: string, value: unknown): FlowNode | undefined {
  const other = field === "queueId" ? "agentId" : field === "agentId" ? "queueId" : undefined;
  if (other === undefined || !(other in node)) return undefined;
  const { [other]: _, ...rest } = node as Readonly<Record<string, unknown>>;
  const read = readFlowNode({ ...rest, [field]: value });
  return read.ok ? read.value : undefined;
}

const allKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];

function Keys({ node, name, document, draw }: OfNode & { readonly node: FlowNode & { type: "menu" } }) {
  const t = useConsoleText();
  const free = allKeys.filter((key) => !Object.hasOwn(node.choices, key));
  const set = (key: string, to: string | undefined) => {
    const changed = withField(node, ["choices", key], to);
    if (changed) draw(setNode(document, name, changed));
  };
  const pressed = Object.keys(node.choices);
  return (
    <Form.Item label={t("flow.keys")}>
      <div className="flow-keys">
        {pressed.map((key) => (
          <Button
            key={key}
            disabled={pressed.length === 1}
            title={t("flow.key.remove", { key })}
            aria-label={t("flow.key.remove", { key })}
            onClick={() => set(key, undefined)}
          >
            {key} ×
          </Button>
        ))}
        <Select
          style={{ width: 110 }}
          value={null}
          placeholder={t("flow.key.add")}
          aria-label={t("flow.key.add")}
          data-testid="key-add"
          options={free.map((key) => ({ value: key, label: key }))}
          onChange={(key: string | null) => key !== null && set(key, nowhere)}
        />
      </div>
    </Form.Item>
  );
}

/** What a switch compares with. */
function Cases({ node, name, document, draw }: OfNode & { readonly node: FlowNode & { type: "switch" } }) {
  const t = useConsoleText();
  const [typed, setTyped] = useState("");
  const cases = Object.keys(node.cases);
  const set = (value: string, to: string | undefined) => {
    const changed = withField(node, ["cases", value], to);
    if (!changed) return;
    draw(setNode(document, name, changed));
    setTyped("");
  };
  return (
    <Form.Item label={t("flow.cases")}>
      <div className="flow-keys">
        {cases.map((value) => (
          <Button
            key={value}
            disabled={cases.length === 1}
            title={t("flow.case.remove", { value })}
            aria-label={t("flow.case.remove", { value })}
            onClick={() => set(value, undefined)}
          >
            {value} ×
          </Button>
        ))}
        <Input.Search
          maxLength={60}
          value={typed}
          placeholder={t("flow.case.new")}
          enterButton={t("flow.case.add")}
          data-testid="case-add"
          onChange={(event) => setTyped(event.target.value)}
          onSearch={() => cases.includes(typed) || set(typed, nowhere)}
        />
      </div>
    </Form.Item>
  );
}

/** Where each way leads, for who draws by keyboard; the same as dragging a line. */
function Ways({ node, name, document, draw }: OfNode) {
  const t = useConsoleText();
  const ways = waysOf(node);
  if (ways.length === 0) return <p className="t-soft">{t("flow.ends")}</p>;
  const targets = [
    { value: nowhere, label: t("flow.nowhere") },
    ...Object.keys(document.nodes).map((each) => ({ value: each, label: each })),
  ];
  return (
    <fieldset className="flow-ways">
      <legend>{t("flow.ways")}</legend>
      {ways.map(({ name: way, to }) => (
        <Form.Item key={way} label={wayText(way, t)}>
          <Select
            showSearch
            data-testid={`way-to-${way}`}
            {...(Object.hasOwn(document.nodes, to) ? {} : { status: "error" as const })}
            value={Object.hasOwn(document.nodes, to) ? to : nowhere}
            options={targets}
            onChange={(target: string) => draw(setWay(document, name, way, target))}
          />
        </Form.Item>
      ))}
    </fieldset>
  );
}

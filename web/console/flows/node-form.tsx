// The form of the node that is chosen. Each change is drawn at once; what would make it no node is told and not drawn.
import { CopyOutlined, DeleteOutlined, FlagOutlined } from "@ant-design/icons";
import { Button, Form, Input } from "antd";
import { memo, useState } from "react";
import { readFlowNode, waysOf } from "@tandem/flows";
import type { FlowDocument, FlowNode, FlowProblem } from "@tandem/flows";
import { useConsoleText } from "#console/texts";
import { isAlike, useKept } from "./alike.ts";
import { renameNode, setNode, setWay, withField } from "./draft-edits.ts";
import { fieldsOf } from "./node-fields.ts";
import { Cases, Keys, Ways } from "./node-form-ways.tsx";
import type { NodeField } from "./node-fields.ts";
import { FieldControl, fieldText } from "./node-field-control.tsx";
import { problemText } from "./flow-problems.tsx";
import type { Surroundings } from "./use-surroundings.ts";
import { useSteady } from "./use-steady.ts";
import { typeText } from "./way-text.ts";

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
  const { name, document, surroundings, problems, mayWrite, draw, onRenamed, onDuplicate, onRemove } = props;
  const node = document.nodes[name];
  const names = useKept(Object.keys(document.nodes));
  const set = useSteady((changed: FlowNode | undefined, about?: string) => {
    if (changed) draw(setNode(document, name, changed), about);
    return changed !== undefined;
  });
  const change = useSteady((field: string, next: unknown) => {
    const changed = node && (withField(node, [field], next) ?? inPlaceOfOther(node, field, next));
    return set(changed, `${name}/${field}`);
  });
  const lead = useSteady((way: string, to: string) => draw(setWay(document, name, way, to)));
  const setPart = useSteady((part: readonly string[], to: string | undefined) =>
    set(node && withField(node, part, to)),
  );
  const isTaken = useSteady((typed: string) => typed !== name && Object.hasOwn(document.nodes, typed));
  const rename = useSteady((to: string) => {
    const renamed = renameNode(document, name, to);
    if (renamed === document) return false;
    draw(renamed);
    onRenamed(to);
    return true;
  });
  const makeStart = useSteady(() => draw({ ...document, start: name }));
  const duplicate = useSteady(onDuplicate);
  const remove = useSteady(onRemove);
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
      <NameField key={name} {...{ name, isTaken, rename }} />
      {fieldsOf(node).map((field) => (
        <NodeFieldItem
          key={`${name}/${field.name}`}
          type={node.type}
          value={(node as Readonly<Record<string, unknown>>)[field.name]}
          {...{ field, surroundings, change }}
        />
      ))}
      {node.type === "menu" ? <Keys pressed={Object.keys(node.choices)} setPart={setPart} /> : null}
      {node.type === "switch" ? <Cases cases={Object.keys(node.cases)} setPart={setPart} /> : null}
      <Ways ways={waysOf(node)} {...{ names, lead }} />
      <Acts isStart={document.start === name} {...{ makeStart, duplicate, remove }} />
    </Form>
  );
}

type ActsProps = {
  readonly isStart: boolean;
  readonly makeStart: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
};

const Acts = memo(function Acts({ isStart, makeStart, duplicate, remove }: ActsProps) {
  const t = useConsoleText();
  return (
    <div className="flow-form-acts">
      {isStart ? null : (
        <Button icon={<FlagOutlined />} onClick={makeStart}>
          {t("flow.make-start")}
        </Button>
      )}
      <Button icon={<CopyOutlined />} onClick={duplicate}>
        {t("flow.duplicate")}
      </Button>
      <Button danger icon={<DeleteOutlined />} data-testid="node-remove" onClick={remove}>
        {t("trunks.delete")}
      </Button>
    </div>
  );
});

type NameProps = {
  readonly name: string;
  readonly isTaken: (typed: string) => boolean;
  /** False: it cannot be called that. */
  readonly rename: (to: string) => boolean;
};

const NameField = memo(function NameField({ name, isTaken, rename }: NameProps) {
  const t = useConsoleText();
  const [typed, setTyped] = useState(name);
  const [taken, setTaken] = useState(false);
  const leave = () => {
    if (rename(typed.trim())) return;
    setTyped(name);
    setTaken(false);
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
        onChange={(event) => {
          setTyped(event.target.value);
          setTaken(isTaken(event.target.value));
        }}
        onBlur={leave}
        onPressEnter={leave}
      />
    </Form.Item>
  );
});

type ItemProps = {
  readonly field: NodeField;
  readonly type: FlowNode["type"];
  readonly value: unknown;
  readonly surroundings: Surroundings;
  /** False: it would be no node. */
  readonly change: (field: string, next: unknown) => boolean;
};

const NodeFieldItem = memo(function NodeFieldItem({ field, type, value, surroundings, change }: ItemProps) {
  const t = useConsoleText();
  const [problem, setProblem] = useState<string>();
  const take = (next: unknown) => {
    const told = next === undefined ? "–" : JSON.stringify(next);
    setProblem(change(field.name, next) ? undefined : told);
  };
  return (
    <Form.Item
      label={fieldText(field.name, type, t)}
      {...(problem !== undefined && {
        validateStatus: "error" as const,
        help: t("flow.wrong-value", { message: problem }),
      })}
    >
      <FieldControl field={field} value={value} surroundings={surroundings} onChange={take} />
    </Form.Item>
  );
}, isAlike);

/** A mailbox is that of a queue or that of a person: who chooses one has unchosen the other. */
function inPlaceOfOther(node: FlowNode, field: string, value: unknown): FlowNode | undefined {
  const other = field === "queueId" ? "agentId" : field === "agentId" ? "queueId" : undefined;
  if (other === undefined || !(other in node)) return undefined;
  const { [other]: _, ...rest } = node as Readonly<Record<string, unknown>>;
  const read = readFlowNode({ ...rest, [field]: value });
  return read.ok ? read.value : undefined;
}

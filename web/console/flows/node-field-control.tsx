// The control of one field of a node's form.
import { Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import type { Translate } from "#client/text";
import { PairsControl } from "#console/pairs";
import { consoleTexts, useConsoleText } from "#console/texts";
import type { ConsoleKey } from "#console/texts";
import type { NodeField } from "./node-fields.ts";
import { QuestionsControl } from "./questions-control.tsx";
import { SkillsControl } from "./skills-control.tsx";
import type { Surroundings } from "./use-surroundings.ts";

type ControlProps = {
  readonly field: NodeField;
  readonly value: unknown;
  readonly surroundings: Surroundings;
  /** undefined: left out. */
  readonly onChange: (value: unknown) => void;
};

export function FieldControl({ field, value, surroundings, onChange }: ControlProps) {
  const t = useConsoleText();
  const { queues, agents, calendars, flows, prompts, tables, connectors } = surroundings;
  const testId = `field-${field.name}`;
  const named = (items: Surroundings["queues"]) => items.map(({ id, name }) => ({ value: id, label: name }));
  const choose = (options: { value: string; label: string }[]) => (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      allowClear={!field.required}
      {...(field.name === "language" && { placeholder: t("flow.language.own") })}
      data-testid={testId}
      // An id that is gone is no word for anybody.
      value={options.some((option) => option.value === value) ? value : null}
      options={options}
      onChange={(next: unknown) => onChange(next ?? undefined)}
    />
  );
  switch (field.kind) {
    case "queue":
      return choose(named(queues));
    case "person":
      return choose(named(agents));
    case "calendar":
      return choose(named(calendars));
    case "flow":
      return choose(named(flows));
    case "table":
      return choose(tables.map((name) => ({ value: name, label: name })));
    case "connector":
      return choose(
        connectors.map(({ name, kind }) => ({
          value: name,
          label: `${name} · ${t(`message-kind.${kind}`)}`,
        })),
      );
    case "prompt":
      return choose(prompts.map((name) => ({ value: name, label: name })));
    case "choice":
      return choose(
        field.options.map((option) => ({ value: option, label: optionText(field.name, option, t) })),
      );
    case "prompts":
      return (
        <Select
          mode="multiple"
          data-testid={testId}
          value={Array.isArray(value) ? value.map(String) : []}
          options={prompts.map((name) => ({ value: name, label: name }))}
          onChange={onChange}
        />
      );
    case "number":
      return (
        <InputNumber
          style={{ width: "100%" }}
          data-testid={testId}
          value={typeof value === "number" ? value : null}
          {...(field.least !== undefined && { min: field.least })}
          {...(field.most !== undefined && { max: field.most })}
          {...(field.isWhole && { precision: 0 })}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case "switch":
      return <Switch data-testid={testId} checked={value === true} onChange={onChange} />;
    case "text":
      return (
        <Input
          data-testid={testId}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
        />
      );
    case "long-text":
      return (
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 10 }}
          className="t-figures"
          data-testid={testId}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
        />
      );
    case "skills":
      return <SkillsControl {...{ value, testId, onChange }} skills={surroundings.skills} />;
    case "pairs":
    case "secret-pairs": {
      const secrets = field.kind === "secret-pairs" ? surroundings.secrets : undefined;
      return <PairsControl {...{ value, testId, secrets, onChange }} />;
    }
    case "questions":
      return field.limits ? (
        <QuestionsControl {...{ value, testId, prompts, onChange }} limits={field.limits} />
      ) : null;
    case "json":
      return <JsonControl value={value} testId={testId} onChange={onChange} />;
    default:
      return field.kind satisfies never;
  }
}

type JsonProps = Pick<ControlProps, "value" | "onChange"> & { readonly testId: string };

/** Drawn when it is left: half a list is no list. */
function JsonControl({ value, testId, onChange }: JsonProps) {
  const [typed, setTyped] = useState(() => JSON.stringify(value, null, 1));
  const leave = () => {
    try {
      onChange(JSON.parse(typed));
    } catch {
      onChange(typed);
    }
  };
  return (
    <Input.TextArea
      autoSize
      className="t-figures"
      data-testid={testId}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={leave}
    />
  );
}

/** Pure: what a field of such a node is called; one that this page does not know is called as the document does. */
export function fieldText(name: string, type: string, t: Translate<ConsoleKey>): string {
  const keys = [`flow-field.${name}.${type}`, `flow-field.${name}`];
  const key = keys.find((each) => each in consoleTexts.en);
  return key === undefined ? name : t(key as ConsoleKey);
}

function optionText(field: string, option: string, t: Translate<ConsoleKey>): string {
  if (field === "language" || field === "speaks") return option === "en" ? "English" : "中文";
  const refusals = ["busy", "closed", "congested", "unknown-number", "number-changed", "declined"] as const;
  const refusal = refusals.find((each) => each === option);
  return field === "cause" && refusal ? t(`refusal.${refusal}`) : option;
}

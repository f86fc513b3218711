// What of a node's form leads on: its keys, its cases, and where each of its ways goes.
import { Button, Form, Input, Select } from "antd";
import { memo, useState } from "react";
import { nowhere } from "@tandem/flows";
import type { waysOf } from "@tandem/flows";
import { useConsoleText } from "#console/texts";
import { isAlike } from "./alike.ts";
import { wayText } from "./way-text.ts";

const allKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];

/** Has a part of the node lead somewhere; undefined: it is taken away. False: it would be no node. */
type SetPart = (part: readonly string[], to: string | undefined) => boolean;

export const Keys = memo(function Keys({
  pressed,
  setPart,
}: {
  readonly pressed: readonly string[];
  readonly setPart: SetPart;
}) {
  const t = useConsoleText();
  const free = allKeys.filter((key) => !pressed.includes(key));
  const set = (key: string, to: string | undefined) => setPart(["choices", key], to);
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
}, isAlike);

/** What a switch compares with. */
export const Cases = memo(function Cases({
  cases,
  setPart,
}: {
  readonly cases: readonly string[];
  readonly setPart: SetPart;
}) {
  const t = useConsoleText();
  const [typed, setTyped] = useState("");
  const set = (value: string, to: string | undefined) => {
    if (setPart(["cases", value], to)) setTyped("");
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
}, isAlike);

type WaysProps = {
  readonly ways: ReturnType<typeof waysOf>;
  /** Of all nodes. */
  readonly names: readonly string[];
  readonly lead: (way: string, to: string) => void;
};

/** Where each way leads, for who draws by keyboard; the same as dragging a line. */
export const Ways = memo(function Ways({ ways, names, lead }: WaysProps) {
  const t = useConsoleText();
  if (ways.length === 0) return <p className="t-soft">{t("flow.ends")}</p>;
  const targets = [
    { value: nowhere, label: t("flow.nowhere") },
    ...names.map((each) => ({ value: each, label: each })),
  ];
  const known = new Set(names);
  return (
    <fieldset className="flow-ways">
      <legend>{t("flow.ways")}</legend>
      {ways.map(({ name: way, to }) => (
        <Form.Item key={way} label={wayText(way, t)}>
          <Select
            showSearch
            data-testid={`way-to-${way}`}
            {...(known.has(to) ? {} : { status: "error" as const })}
            value={known.has(to) ? to : nowhere}
            options={targets}
            onChange={(target: string) => lead(way, target)}
          />
        </Form.Item>
      ))}
    </fieldset>
  );
}, isAlike);

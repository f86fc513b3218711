// Names with a value each: headers, and what is kept of an answer. Drawn when a field is left: half a name is no name.
import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useConsoleText } from "#console/texts";
import "./pairs.css";

type Pair = readonly [name: string, value: string];

type PairsControlProps = {
  readonly value: unknown;
  readonly testId: string;
  /** What values are chosen from; undefined: they are typed. */
  readonly secrets: readonly string[] | undefined;
  readonly onChange: (value: Readonly<Record<string, string>>) => void;
};

export function PairsControl({ value, testId, secrets, onChange }: PairsControlProps) {
  const t = useConsoleText();
  const [pairs, setPairs] = useState<readonly Pair[]>(() =>
    Object.entries(value ?? {}).map(([name, each]) => [name, String(each)]),
  );
  const draw = (next: readonly Pair[]) =>
    onChange(Object.fromEntries(next.filter(([name, each]) => name !== "" && each !== "")));
  const replaced = (at: number, pair: Pair) => pairs.map((each, index) => (index === at ? pair : each));
  const removed = (at: number) => pairs.filter((_, index) => index !== at);
  return (
    <div className="flow-pairs" data-testid={testId}>
      {pairs.map(([name, each], at) => (
        // Two may have the same name while they are typed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="flow-pair">
          <Input
            value={name}
            placeholder={t("flow.pair.name")}
            aria-label={t("flow.pair.name")}
            data-testid={`${testId}-name-${at}`}
            onChange={(event) => setPairs(replaced(at, [event.target.value.trim(), each]))}
            onBlur={() => draw(pairs)}
          />
          {secrets ? (
            <Select
              value={secrets.includes(each) ? each : null}
              placeholder={t("flow.pair.secret")}
              aria-label={t("flow.pair.secret")}
              notFoundContent={t("flow.pair.no-secrets")}
              data-testid={`${testId}-value-${at}`}
              options={secrets.map((secret) => ({ value: secret, label: secret }))}
              onChange={(secret: string | null) => {
                const next = replaced(at, [name, secret ?? ""]);
                setPairs(next);
                draw(next);
              }}
            />
          ) : (
            <Input
              className="t-figures"
              value={each}
              placeholder={t("flow.pair.value")}
              aria-label={t("flow.pair.value")}
              data-testid={`${testId}-value-${at}`}
              onChange={(event) => setPairs(replaced(at, [name, event.target.value]))}
              onBlur={() => draw(pairs)}
            />
          )}
          <Button
            type="text"
            icon={<CloseOutlined />}
            title={t("flow.pair.remove", { name })}
            aria-label={t("flow.pair.remove", { name })}
            onClick={() => {
              setPairs(removed(at));
              draw(removed(at));
            }}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined />}
        data-testid={`${testId}-add`}
        onClick={() => setPairs([...pairs, ["", ""]])}
      >
        {t("flow.pair.add")}
      </Button>
    </div>
  );
}

// What who takes the caller has to know, and how well at least.
import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select } from "antd";
import { useConsoleText } from "#console/texts";
import type { Surroundings } from "./use-surroundings.ts";

type SkillsControlProps = {
  readonly value: unknown;
  readonly testId: string;
  readonly skills: Surroundings["skills"];
  readonly onChange: (value: Readonly<Record<string, number>>) => void;
};

const highest = 10;

export function SkillsControl({ value, testId, skills, onChange }: SkillsControlProps) {
  const t = useConsoleText();
  const rows = Object.entries(value ?? {}).map(([id, level]) => [id, Number(level)] as const);
  const draw = (next: readonly (readonly [string, number])[]) => onChange(Object.fromEntries(next));
  const free = skills.filter(({ id }) => rows.every(([taken]) => taken !== id));
  const nameOf = (wanted: string) => skills.find(({ id }) => id === wanted);
  if (skills.length === 0 && rows.length === 0) return <p className="t-soft">{t("flow.skills.none")}</p>;
  return (
    <div className="flow-pairs" data-testid={testId}>
      {rows.map(([id, level], at) => {
        const own = nameOf(id);
        const replace = (row: readonly [string, number]) =>
          draw(rows.map((each, index) => (index === at ? row : each)));
        return (
          <div key={id} className="flow-pair">
            <Select
              style={{ flex: 1, minWidth: 0 }}
              aria-label={t("flow.skills.skill")}
              // An id that is gone is no word for anybody.
              value={own ? id : null}
              options={[...(own ? [own] : []), ...free].map((each) => ({ value: each.id, label: each.name }))}
              onChange={(chosen: string | null) => {
                if (chosen !== null) replace([chosen, level]);
              }}
            />
            <InputNumber
              style={{ width: 72 }}
              aria-label={t("flow.skills.level")}
              min={1}
              max={highest}
              precision={0}
              value={level}
              onChange={(next) => replace([id, next ?? 1])}
            />
            <Button
              type="text"
              icon={<CloseOutlined />}
              aria-label={t("trunks.delete")}
              onClick={() => draw(rows.filter((_, index) => index !== at))}
            />
          </div>
        );
      })}
      <Button
        size="small"
        icon={<PlusOutlined />}
        disabled={free.length === 0}
        data-testid={`${testId}-add`}
        onClick={() => draw([...rows, [free[0]?.id ?? "", 1]])}
      >
        {t("flow.skills.add")}
      </Button>
    </div>
  );
}

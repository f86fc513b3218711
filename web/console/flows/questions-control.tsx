// The questions of a survey as a list. While something is wrong it is told beside it, and what was right before stays in the drawing.
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useId, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { useConsoleText } from "#console/texts";
import { isAlike } from "./alike.ts";
import { freeName } from "./draft-edits.ts";
import type { QuestionLimits } from "./node-fields.ts";
import { faultsOf, moved, questionsIn } from "./survey-questions.ts";
import type { Question, QuestionFault, QuestionRow } from "./survey-questions.ts";

type QuestionsProps = {
  readonly value: unknown;
  readonly testId: string;
  readonly limits: QuestionLimits;
  /** The names of those that there are. */
  readonly prompts: readonly string[];
  readonly onChange: (questions: readonly Question[]) => void;
};

type Place = "name" | "up" | "down";

const rowsOf = (value: unknown): QuestionRow[] => questionsIn(value).map((each, id) => ({ ...each, id }));
const bare = ({ name, prompts }: QuestionRow): Question => ({ name, prompts });

export function QuestionsControl({ value, testId, limits, prompts, onChange }: QuestionsProps) {
  const t = useConsoleText();
  const [rows, setRows] = useState(() => rowsOf(value));
  const [last, setLast] = useState(value);
  const [focus, setFocus] = useState<{ readonly id: number; readonly place: Place }>();
  const list = useRef<HTMLOListElement>(null);
  // Taken back, or drawn by somebody else: what stands in the drawing now is shown.
  if (!isAlike(value, last)) {
    setLast(value);
    if (!isAlike(questionsIn(value), rows.map(bare))) setRows(rowsOf(value));
  }
  // Whoever moves a question by keyboard goes with it; at an end the button that is left has the focus.
  useLayoutEffect(() => {
    if (!focus) return;
    const find = (place: Place) =>
      list.current?.querySelector<HTMLElement>(`[data-place="${focus.id}/${place}"]:not(:disabled)`);
    (find(focus.place) ?? find(focus.place === "up" ? "down" : "up"))?.focus();
  }, [focus]);

  const faults = faultsOf(rows, limits);
  const take = (next: readonly QuestionRow[]) => {
    setRows([...next]);
    const isGood = faultsOf(next, limits).every((fault) => Object.keys(fault).length === 0);
    if (isGood) onChange(next.map(bare));
  };
  const replace = (at: number, change: Partial<Question>) =>
    take(rows.map((row, index) => (index === at ? { ...row, ...change } : row)));
  const move = (at: number, by: number, place: Place) => {
    const row = rows[at];
    if (!row) return;
    take(moved(rows, at, by));
    setFocus({ id: row.id, place });
  };
  const add = () => {
    const id = Math.max(-1, ...rows.map((row) => row.id)) + 1;
    const taken = Object.fromEntries(rows.map(({ name }) => [name, true]));
    const asked = prompts.includes("survey-question") ? ["survey-question"] : [];
    take([...rows, { id, name: freeName(taken, "question"), prompts: asked }]);
    setFocus({ id, place: "name" });
  };
  return (
    <div className="flow-questions" data-testid={testId}>
      <ol ref={list}>
        {rows.map((row, at) => (
          <QuestionItem
            key={row.id}
            {...{ row, at, testId, limits, prompts }}
            fault={faults[at] ?? {}}
            count={rows.length}
            onReplace={(change) => replace(at, change)}
            onMove={(by, place) => move(at, by, place)}
            onRemove={() => take(rows.toSpliced(at, 1))}
          />
        ))}
      </ol>
      {faults.some((fault) => Object.keys(fault).length > 0) ? (
        <output className="flow-question-fault">{t("question.not-kept")}</output>
      ) : null}
      <Button
        icon={<PlusOutlined />}
        disabled={rows.length >= limits.most}
        data-testid={`${testId}-add`}
        onClick={add}
      >
        {rows.length < limits.most ? t("question.add") : t("question.most", { count: String(limits.most) })}
      </Button>
    </div>
  );
}

type ItemProps = Pick<QuestionsProps, "testId" | "limits" | "prompts"> & {
  readonly row: QuestionRow;
  readonly at: number;
  readonly count: number;
  readonly fault: QuestionFault;
  readonly onReplace: (change: Partial<Question>) => void;
  readonly onMove: (by: number, place: Place) => void;
  readonly onRemove: () => void;
};

function QuestionItem(props: ItemProps) {
  const t = useConsoleText();
  const { row, at, count, fault, testId, limits, prompts, onReplace, onMove, onRemove } = props;
  const told = useId();
  const title = row.name || String(at + 1);
  const press = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!event.altKey || by === 0) return;
    event.preventDefault();
    onMove(by, "name");
  };
  const faultText = (kind: QuestionFault["name"] | QuestionFault["prompts"], id: string) =>
    kind === undefined ? null : (
      <p id={id} className="flow-question-fault">
        {t(`question.${kind}`, { count: String(limits.mostPrompts) })}
      </p>
    );
  return (
    <li>
      <div className="flow-question-head">
        <b>{t("question.title", { number: String(at + 1) })}</b>
        <Button
          type="text"
          icon={<ArrowUpOutlined />}
          disabled={at === 0}
          data-place={`${row.id}/up`}
          aria-label={t("question.up", { name: title })}
          title={t("question.up", { name: title })}
          onClick={() => onMove(-1, "up")}
        />
        <Button
          type="text"
          icon={<ArrowDownOutlined />}
          disabled={at === count - 1}
          data-place={`${row.id}/down`}
          aria-label={t("question.down", { name: title })}
          title={t("question.down", { name: title })}
          onClick={() => onMove(1, "down")}
        />
        <Button
          type="text"
          icon={<DeleteOutlined />}
          disabled={count === 1}
          aria-label={t("question.remove", { name: title })}
          title={t("question.remove", { name: title })}
          onClick={onRemove}
        />
      </div>
      <Input
        value={row.name}
        maxLength={60}
        {...(fault.name && { status: "error" as const })}
        data-place={`${row.id}/name`}
        data-testid={`${testId}-name-${at}`}
        placeholder={t("question.name")}
        aria-label={t("question.name")}
        aria-invalid={fault.name !== undefined}
        aria-describedby={`${told}-name`}
        onChange={(event) => onReplace({ name: event.target.value.trim() })}
        onKeyDown={press}
      />
      {faultText(fault.name, `${told}-name`)}
      <Select
        mode="multiple"
        value={[...row.prompts]}
        {...(fault.prompts && { status: "error" as const })}
        data-testid={`${testId}-prompts-${at}`}
        placeholder={t("question.prompts")}
        aria-label={t("question.prompts")}
        aria-describedby={`${told}-prompts`}
        options={prompts.map((name) => ({ value: name, label: name }))}
        onChange={(chosen: string[]) => onReplace({ prompts: chosen })}
      />
      {faultText(fault.prompts, `${told}-prompts`)}
    </li>
  );
}

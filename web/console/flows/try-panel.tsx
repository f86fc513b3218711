// Trying a drawing: the caller's keys, what else can happen, and what the caller notices.
import { PhoneOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import {
  movesOf,
  moveTrial,
  startTrial,
  takesKeys,
  takesResponse,
  takesReturn,
  takesRow,
  takesSpeech,
} from "@tandem/flows";
import type { FlowDocument, FlowTrial, TrialLine, TriedCall } from "@tandem/flows";
import { Keypad } from "@tandem/ui";
import type { Translate } from "#client/text";
import { useConsoleText } from "#console/texts";
import type { ConsoleKey } from "#console/texts";
import { CallDraft } from "./call-draft.tsx";
import { FlowTests } from "./flow-tests.tsx";
import { TriedCaller } from "./tried-caller.tsx";
import { TriedResponse } from "./tried-response.tsx";
import { TriedReturn } from "./tried-return.tsx";
import { TriedSpeech } from "./tried-speech.tsx";
import type { Surroundings } from "./use-surroundings.ts";

type TryPanelProps = {
  readonly flowId: string;
  readonly document: FlowDocument;
  readonly surroundings: Surroundings;
  readonly run: FlowTrial | undefined;
  readonly mayWrite: boolean;
  readonly draw: (document: FlowDocument) => void;
  readonly onRun: (run: FlowTrial) => void;
};

export function TryPanel({ flowId, document, surroundings, run, mayWrite, draw, onRun }: TryPanelProps) {
  const t = useConsoleText();
  const [call, setCall] = useState<TriedCall>({});
  return (
    <div className="flow-try" data-testid="flow-try">
      <p className="t-soft">{t("try.text")}</p>
      <TriedCaller onCall={setCall} />
      <Button
        type="primary"
        icon={<PhoneOutlined />}
        data-testid="try-start"
        onClick={() => onRun(startTrial(document, call))}
      >
        {run ? t("try.again") : t("try.start")}
      </Button>
      {run ? (
        <>
          <ol className="flow-try-lines" data-testid="try-lines">
            {run.lines.map((line, index) => (
              <li
                // Lines are only ever added.
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                ref={index === run.lines.length - 1 ? showLine : null}
                data-kind={line.kind}
              >
                {lineText(line, surroundings, t)}
              </li>
            ))}
          </ol>
          <div className="flow-try-moves">
            {movesOf(run).map((move) => (
              <Button
                key={move}
                size="small"
                data-testid={`try-${move}`}
                onClick={() => onRun(moveTrial(document, run, move))}
              >
                {t(`try.${move}`)}
              </Button>
            ))}
          </div>
          {takesSpeech(run) ? (
            <TriedSpeech onSaid={(said) => onRun(moveTrial(document, run, { said }))} />
          ) : null}
          {takesRow(run) ? (
            <TriedReturn
              label={t("try.row")}
              onReturned={(row) => onRun(moveTrial(document, run, { row: textsOf(row) }))}
            />
          ) : null}
          {takesReturn(run) ? (
            <TriedReturn
              label={t("try.returned")}
              onReturned={(returned) => onRun(moveTrial(document, run, { returned }))}
            />
          ) : null}
          {takesResponse(run) ? (
            <TriedResponse onResponse={(response) => onRun(moveTrial(document, run, { response }))} />
          ) : null}
          {takesKeys(run) ? (
            <Keypad onKey={(digit) => onRun(moveTrial(document, run, { digit }))} label={t("flow.keys")} />
          ) : null}
        </>
      ) : null}
      {mayWrite ? <CallDraft flowId={flowId} document={document} /> : null}
      <FlowTests {...{ document, run, mayWrite, draw }} />
    </div>
  );
}

function showLine(line: HTMLLIElement | null): void {
  line?.scrollIntoView({ block: "nearest" });
}

/** Tables hold texts. */
function textsOf(row: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
}

function nameOf(items: Surroundings["flows"], id: string): string {
  return items.find((each) => each.id === id)?.name ?? "?";
}

function targetOf(
  to: Extract<TrialLine, { kind: "put-through" }>["to"],
  { agents, flows }: Surroundings,
): string {
  if (to.kind === "number") return to.number;
  return to.kind === "person" ? nameOf(agents, to.agentId) : nameOf(flows, to.flowId);
}

function messageText(message: Extract<TrialLine, { kind: "sends" }>["message"], t: Translate<ConsoleKey>) {
  if (message.kind === "webhook") {
    const { method, url, body = t("try.tells.default") } = message;
    return t("try.tells", { method, url, body });
  }
  const { connector, to, subject, text } = message;
  return t("try.sends", { connector, to, text: subject === "" ? text : `${subject} · ${text}` });
}

function lineText(line: TrialLine, surroundings: Surroundings, t: Translate<ConsoleKey>): string {
  switch (line.kind) {
    case "entered":
      return line.node;
    case "plays":
      return t("try.plays", { prompts: line.prompts.join(", ") });
    case "says":
      return t("try.says", { text: line.text });
    case "presses":
      if (line.said) return t("try.says-choice", { digit: line.digit });
      return t(line.valid ? "try.presses" : "try.presses.wrong", { digit: line.digit });
    case "put-through":
      return t("try.put-through", { target: targetOf(line.to, surroundings) });
    case "looks-up":
      return t("try.looks-up", { table: line.table, key: line.key });
    case "tags":
      return Object.entries(line.tags)
        .map(([name, value]) => `${name}: ${value}`)
        .join(", ");
    case "calls-flow":
      return t("try.calls-flow", { flow: nameOf(surroundings.flows, line.flowId) });
    case "requests":
      return t("try.requests", { method: line.method, url: line.url });
    case "sends":
      return messageText(line.message, t);
    case "queued":
      return t("try.queued", { queue: nameOf(surroundings.queues, line.queueId) });
    case "refused": {
      const refusals = [
        "busy",
        "closed",
        "congested",
        "unknown-number",
        "number-changed",
        "declined",
      ] as const;
      const refusal = refusals.find((each) => each === line.cause);
      return t("try.refused", { cause: refusal ? t(`refusal.${refusal}`) : line.cause });
    }
    case "answered":
    case "collects":
    case "listens":
    case "handed":
    case "asks-hours":
    case "unsaid":
    case "ended":
    case "lost":
      return t(`try.${line.kind}`);
    default:
      return line satisfies never;
  }
}

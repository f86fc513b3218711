// What is wrong with a drawing, by node; a click shows where.
import { CloseCircleOutlined, WarningOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { FlowProblem } from "@tandem/flows";
import type { Translate } from "#client/text";
import { EmptyState } from "@tandem/ui";
import { useConsoleText } from "#console/texts";
import type { ConsoleKey } from "#console/texts";
import { wayText } from "./way-text.ts";

type ProblemsProps = {
  readonly problems: readonly FlowProblem[];
  readonly onShow: (nodeId: string) => void;
};

export function FlowProblems({ problems, onShow }: ProblemsProps) {
  const t = useConsoleText();
  if (problems.length === 0)
    return <EmptyState title={t("flow.problems.none")}>{t("flow.problems.none.text")}</EmptyState>;
  return (
    <ul className="flow-problems" data-testid="flow-problems">
      {problems.map((problem) => (
        <li key={[problem.nodeId, problem.kind, problem.way, problem.subject].join("/")}>
          <Button
            type="text"
            disabled={problem.nodeId === null}
            onClick={() => problem.nodeId !== null && onShow(problem.nodeId)}
          >
            {problem.severity === "error" ? (
              <CloseCircleOutlined className="flow-node-error" />
            ) : (
              <WarningOutlined className="flow-node-warning" />
            )}
            <span>
              {problem.nodeId === null ? null : <b>{problem.nodeId}</b>} {problemText(problem, t)}
            </span>
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Pure. */
export function problemText({ kind, nodeId, way, subject }: FlowProblem, t: Translate<ConsoleKey>): string {
  if (nodeId === null) return t("flow-problem.start");
  return t(`flow-problem.${kind}`, { way: way === undefined ? "" : wayText(way, t), subject: subject ?? "" });
}

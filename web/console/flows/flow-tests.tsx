// The tests of a flow: calls that were tried and kept, and whether they still go as they did.
import { CheckCircleOutlined, CloseCircleOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { failedTests } from "@tandem/flows";
import type { FlowDocument, FlowTrial } from "@tandem/flows";
import { useConsoleText } from "#console/texts";

type TestsProps = {
  readonly document: FlowDocument;
  /** The call that is tried now, which can be kept. */
  readonly run: FlowTrial | undefined;
  readonly mayWrite: boolean;
  readonly draw: (document: FlowDocument) => void;
};

export function FlowTests({ document, run, mayWrite, draw }: TestsProps) {
  const t = useConsoleText();
  const [name, setName] = useState("");
  const { tests = [] } = document;
  const failed = failedTests(document);
  const taken = tests.some((each) => each.name === name.trim());
  const keep = () => {
    if (!run || name.trim() === "" || taken) return;
    const call = Object.keys(run.call).length > 0 ? { call: run.call } : {};
    const test = { name: name.trim(), ...call, moves: [...run.moves], path: [...run.path] };
    draw({ ...document, tests: [...tests, test] });
    setName("");
  };
  return (
    <section className="flow-tests" data-testid="flow-tests">
      <h3>{t("flow-tests.title")}</h3>
      {tests.length === 0 ? <p className="t-soft">{t("flow-tests.none")}</p> : null}
      <ul className="flow-problems">
        {tests.map((test) => {
          const otherwise = failed.find((each) => each.name === test.name);
          return (
            <li key={test.name} data-passes={otherwise === undefined}>
              {otherwise ? (
                <CloseCircleOutlined className="flow-node-error" aria-label={t("flow-tests.fails")} />
              ) : (
                <CheckCircleOutlined className="flow-tests-passed" aria-label={t("flow-tests.passes")} />
              )}
              <span>
                {test.name}
                {otherwise ? (
                  <small className="t-soft">
                    {t("flow-tests.wanted", { path: test.path.join(" → ") })}
                    <br />
                    {t("flow-tests.came", { path: otherwise.path.join(" → ") })}
                  </small>
                ) : null}
              </span>
              {mayWrite ? (
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t("trunks.delete")}
                  onClick={() => draw({ ...document, tests: tests.filter((each) => each !== test) })}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
      {mayWrite && run && run.moves.length > 0 ? (
        <Input.Search
          size="small"
          maxLength={80}
          value={name}
          {...(taken && { status: "error" as const })}
          placeholder={t("flow-tests.name")}
          enterButton={t("flow-tests.keep")}
          data-testid="test-name"
          onChange={(event) => setName(event.target.value)}
          onSearch={keep}
        />
      ) : null}
    </section>
  );
}

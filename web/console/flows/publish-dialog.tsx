// Before callers get it: what is wrong, what is different, from when on, and why.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import { failedTests, readFlowDocument } from "@tandem/flows";
import type { FlowDocument, FlowProblem } from "@tandem/flows";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { momentInZone } from "#client/time";
import { refusalText, useConsoleText } from "#console/texts";
import { differenceOf, isSame } from "./document-difference.ts";
import { problemText } from "./flow-problems.tsx";

type PublishProps = {
  readonly flowId: string;
  readonly name: string;
  readonly document: FlowDocument;
  readonly problems: readonly FlowProblem[];
  /** Saves what is not saved; the revision to publish. */
  readonly saveNow: () => Promise<number | undefined>;
  readonly onClose: () => void;
};

type Values = { readonly when: "now" | "later"; readonly at?: string; readonly note?: string };

export function PublishDialog({ flowId, name, document, problems, saveNow, onClose }: PublishProps) {
  const t = useConsoleText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { timeZone } = useMe().tenant;
  const [form] = Form.useForm<Values>();
  const when = Form.useWatch("when", form);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const errors = problems.filter(({ severity }) => severity === "error");
  // A drawing with errors cannot be walked to its end: what is wrong with it comes first.
  const failed = errors.length > 0 ? [] : failedTests(document);
  const publish = async ({ when: chosen, at, note = "" }: Values) => {
    setBusy(true);
    const revision = await saveNow();
    if (revision !== undefined) {
      const dueAt = chosen === "later" ? momentInZone(at ?? "", timeZone) : undefined;
      const body = {
        from: { kind: "draft", revision } as const,
        note,
        ...(dueAt !== undefined && { dueAt }),
      };
      const answer = await callEndpoint(endpoints.publishFlow, { params: { flowId }, body });
      if (answer.ok) {
        const { version } = answer.value;
        message.success(
          t(chosen === "later" ? "publish.planned" : "publish.done", { version: String(version) }),
        );
        await queries.invalidateQueries({ queryKey: ["flows"] });
        return onClose();
      }
      setProblem(refusalText(answer.problem, t));
    }
    setBusy(false);
  };
  return (
    <Modal
      open
      title={t("publish.title", { name })}
      okText={t("flow.publish")}
      cancelText={t("cancel")}
      okButtonProps={{
        disabled: errors.length + failed.length > 0,
        loading: busy,
        "data-testid": "publish-ok",
      }}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      {errors.length > 0 ? (
        <Alert
          type="error"
          showIcon
          title={t("publish.errors")}
          description={
            <ul>
              {errors.map((each) => (
                <li key={`${each.nodeId}/${each.kind}/${each.way}`}>
                  {each.nodeId} {problemText(each, t)}
                </li>
              ))}
            </ul>
          }
        />
      ) : null}
      {failed.length > 0 ? (
        <Alert
          type="error"
          showIcon
          title={t("publish.tests-fail", { names: failed.map((test) => test.name).join(", ") })}
        />
      ) : null}
      <Changes flowId={flowId} document={document} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ when: "now" }}
        onFinish={(values) => void publish(values)}
      >
        <Form.Item name="when">
          <Radio.Group
            options={[
              { value: "now", label: t("publish.now") },
              { value: "later", label: t("publish.later") },
            ]}
          />
        </Form.Item>
        {when === "later" ? (
          <Form.Item
            name="at"
            label={t("publish.when", { zone: timeZone })}
            rules={[{ required: true, message: t("trunk-field.needed") }]}
          >
            <Input type="datetime-local" data-testid="publish-at" />
          </Form.Item>
        ) : null}
        <Form.Item name="note" label={t("publish.note")}>
          <Input maxLength={500} data-testid="publish-note" />
        </Form.Item>
      </Form>
      <p className="t-soft">{t("publish.inside")}</p>
    </Modal>
  );
}

function Changes({ flowId, document }: Pick<PublishProps, "flowId" | "document">) {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["flows", flowId, "published"],
    gcTime: 0,
    queryFn: async () => {
      const { flows } = valueOrThrow(await callEndpoint(endpoints.listFlows, {}));
      const version = flows.find(({ id }) => id === flowId)?.published?.version;
      if (version === undefined) return null;
      const params = { flowId, version: String(version) };
      const published = valueOrThrow(await callEndpoint(endpoints.getFlowVersion, { params }));
      const read = readFlowDocument(published.document);
      return read.ok ? read.value : null;
    },
  });
  if (query.data === undefined) return <QueryState query={query} />;
  if (query.data === null) return <p>{t("publish.first")}</p>;
  const difference = differenceOf(query.data, document);
  const named = (key: "added" | "removed" | "changed") =>
    difference[key].length > 0 ? <li>{t(`publish.${key}`, { names: difference[key].join(", ") })}</li> : null;
  return (
    <section data-testid="publish-changes">
      <b>{t("publish.changes")}</b>
      {isSame(difference) ? <p className="t-soft">{t("publish.changes.none")}</p> : null}
      <ul>
        {named("added")}
        {named("changed")}
        {named("removed")}
        {difference.frame ? (
          <li>
            {t("flow.start")}: {document.start} · {t("flow.language")}: {document.language} ·{" "}
            {t("flow.answer")}: {t(`flow.answer.${document.answer}`)}
          </li>
        ) : null}
      </ul>
    </section>
  );
}

// Name and password, checked as typed, with the error beside the field.
import { useState } from "react";
import { Alert, Button, Form, Input } from "antd";
import { endpoints } from "@tandem/contract";
import type { Me } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import type { ApiProblem } from "#client/api";
import { useText } from "#client/text";
import type { Translate } from "#client/text";

type Fields = { name: string; password: string };

function problemText(problem: ApiProblem, t: Translate<never>): string {
  if (problem.kind === "unreachable") return t("failed.unreachable");
  if (problem.status === 429) return t("sign-in.too-many");
  if (problem.status === 401 || problem.status === 400) return t("sign-in.wrong");
  return t("failed.other", { message: problem.message });
}

export function SignInForm({ onSignedIn }: { readonly onSignedIn: (me: Me) => void }) {
  const t = useText();
  const [problem, setProblem] = useState<ApiProblem>();
  const [sending, setSending] = useState(false);
  const submit = async (fields: Fields) => {
    setSending(true);
    const answer = await callEndpoint(endpoints.signIn, { body: fields });
    setSending(false);
    if (answer.ok) onSignedIn(answer.value);
    else setProblem(answer.problem);
  };
  return (
    <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => void submit(fields)}>
      {problem ? (
        <Alert type="error" showIcon title={problemText(problem, t)} className="sign-in-problem" />
      ) : null}
      <Form.Item
        name="name"
        label={t("sign-in.name")}
        rules={[{ required: true, whitespace: true, message: t("sign-in.name-needed") }]}
      >
        <Input autoComplete="username" data-testid="sign-in-name" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("sign-in.password")}
        rules={[{ required: true, message: t("sign-in.password-needed") }]}
      >
        <Input.Password autoComplete="current-password" data-testid="sign-in-password" />
      </Form.Item>
      <Button
        type="primary"
        htmlType="submit"
        block
        size="large"
        loading={sending}
        data-testid="sign-in-submit"
      >
        {t("sign-in.submit")}
      </Button>
    </Form>
  );
}

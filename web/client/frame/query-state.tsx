// What a query shows until it has data: loading, or what went wrong and a way to try again.
import type { UseQueryResult } from "@tanstack/react-query";
import { Button } from "antd";
import { ErrorState, LoadingState } from "@tandem/ui";
import { ApiFailure } from "#client/api";
import type { ApiProblem } from "#client/api";
import { useText } from "#client/text";
import type { Translate } from "#client/text";

/** Problems that have words of their own. */
const worded = [
  "changed-meanwhile",
  "not-waiting",
  "not-parked",
  "being-offered",
  "agent-not-free",
  "no-phone",
  "break-runs",
  "signing-out",
  "unknown-reason",
] as const;

/** A problem in words of the page's language. */
export function failureText(problem: ApiProblem, t: Translate<never>): string {
  if (problem.kind === "unreachable") return t("failed.unreachable");
  const own = worded.find((kind) => kind === problem.kind);
  if (own) return t(`problem.${own}`);
  if (problem.status === 401) return t("failed.signed-out");
  if (problem.status === 403) return t("failed.forbidden");
  if (problem.status === 404) return t("failed.not-found");
  return t("failed.other", { message: problem.message });
}

export function QueryState({
  query,
}: {
  readonly query: Pick<UseQueryResult, "error" | "isPending" | "refetch">;
}) {
  const t = useText();
  if (query.isPending) return <LoadingState title={t("loading")} />;
  const { error } = query;
  const text = error instanceof ApiFailure ? failureText(error.problem, t) : (error?.message ?? "");
  return (
    <ErrorState
      title={t("failed.title")}
      action={<Button onClick={() => void query.refetch()}>{t("retry")}</Button>}
    >
      {text}
    </ErrorState>
  );
}

// What if: a queue's day that is over, replayed as it was and with changes, side by side with what happened.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, DatePicker, Select, Spin } from "antd";
import dayjs from "dayjs";
import { lazy, Suspense, useState } from "react";
import { endpoints } from "@tandem/contract";
import type { RoutingView, Setup, WhatIf, WhatIfChanges } from "@tandem/contract";
import { EmptyState, LoadingState } from "@tandem/ui";
import { ApiFailure, callEndpoint, valueOrThrow } from "#client/api";
import { failureText, QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { dayInZone } from "#client/time";
import { useRoute } from "#console/routing";
import { refusalText, useConsoleText } from "#console/texts";
import { ChangeForm } from "./change-form.tsx";
import { isChanged } from "./change-form-values.ts";
import { ResultTable } from "./result-table.tsx";
import { readWhatIfAddress, whatIfAddress } from "./what-if-address.ts";
import type { WhatIfAddress } from "./what-if-address.ts";
import "./what-if.css";

const WhatIfCharts = lazy(async () => ({ default: (await import("./what-if-charts.tsx")).WhatIfCharts }));

export function WhatIfPage() {
  const t = useConsoleText();
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSetup, {})),
  });
  const routing = useQuery({
    queryKey: ["routing"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getRouting, {})),
  });
  if (!setup.data) return <QueryState query={setup} />;
  if (!routing.data) return <QueryState query={routing} />;
  if (setup.data.queues.length === 0)
    return <EmptyState title={t("what-if.no-queue")}>{t("what-if.no-queue.text")}</EmptyState>;
  return <Asking queues={setup.data.queues} routing={routing.data} />;
}

type AskingProps = { readonly queues: Setup["queues"]; readonly routing: RoutingView };

function Asking({ queues, routing }: AskingProps) {
  const { query: address } = useRoute();
  const { timeZone } = useMe().tenant;
  const [today] = useState(() => dayInZone(Date.now(), timeZone));
  const asked = readWhatIfAddress(address, today);
  const queueId = queues.find(({ id }) => id === asked.queueId)?.id ?? queues[0]?.id ?? "";
  const { day } = asked;
  return (
    <div className="console-stack">
      <Choices queues={queues} asked={{ queueId, day }} today={today} />
      <Replays key={`${queueId}/${day}`} {...{ routing, queueId, day }} />
    </div>
  );
}

type ChoicesProps = Pick<AskingProps, "queues"> & { readonly asked: WhatIfAddress; readonly today: string };

function Choices({ queues, asked, today }: ChoicesProps) {
  const t = useConsoleText();
  const { goTo } = useRoute();
  return (
    <search className="what-if-choices">
      <label>
        <span className="t-soft">{t("queue")}</span>
        <Select
          value={asked.queueId ?? ""}
          options={queues.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(queueId) => goTo(whatIfAddress({ ...asked, queueId }))}
          popupMatchSelectWidth={false}
          data-testid="what-if-queue"
        />
      </label>
      <label>
        <span className="t-soft">{t("what-if.day")}</span>
        <DatePicker
          value={dayjs(asked.day)}
          allowClear={false}
          disabledDate={(date) => date.format("YYYY-MM-DD") >= today}
          onChange={(date) => {
            if (date) goTo(whatIfAddress({ ...asked, day: date.format("YYYY-MM-DD") }));
          }}
          data-testid="what-if-day"
        />
      </label>
      <p className="t-soft">{t("what-if.intro")}</p>
    </search>
  );
}

type ReplaysProps = { readonly routing: RoutingView; readonly queueId: string; readonly day: string };

/** First the day as it was; then, as often as somebody asks, with changes. Whoever leaves ends what runs. */
function Replays({ routing, queueId, day }: ReplaysProps) {
  const queries = useQueryClient();
  const [changes, setChanges] = useState<WhatIfChanges>({ staffing: [] });
  const queryKey = ["what-if", queueId, day, changes];
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const ending: typeof fetch = (url, options) => fetch(url, { ...options, signal });
      const input = { params: { queueId }, body: { day, changes } };
      const answer = await callEndpoint(endpoints.runWhatIf, input, ending);
      return { changed: isChanged(changes), result: valueOrThrow(answer) };
    },
    placeholderData: keepPreviousData,
    retry: false,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
  });
  const run = (wanted: WhatIfChanges) => {
    // The same once more is asked again: it may have been refused or ended.
    if (JSON.stringify(wanted) === JSON.stringify(changes)) void query.refetch();
    else setChanges(wanted);
  };
  return (
    <>
      <ChangeForm
        {...{ routing, queueId }}
        running={query.isFetching}
        onRun={run}
        onCancel={() => void queries.cancelQueries({ queryKey })}
      />
      <Refusal error={query.error} />
      {query.data && !query.error ? (
        <Spin spinning={query.isFetching}>
          <Shown {...query.data} />
        </Spin>
      ) : (
        <Waiting running={query.isFetching} failed={query.error !== null} />
      )}
    </>
  );
}

function Waiting({ running, failed }: { readonly running: boolean; readonly failed: boolean }) {
  const t = useConsoleText();
  if (running) return <LoadingState title={t("what-if.running")} />;
  return failed ? null : <EmptyState title={t("what-if.ended")}>{t("what-if.ended.text")}</EmptyState>;
}

function Refusal({ error }: { readonly error: Error | null }) {
  const t = useConsoleText();
  if (!error) return null;
  const problem = error instanceof ApiFailure ? error.problem : undefined;
  const text = problem?.reason === undefined ? undefined : refusalText(problem, t);
  const title = text ?? (problem ? failureText(problem, t) : error.message);
  return <Alert type="warning" showIcon title={title} data-testid="what-if-refusal" />;
}

type ShownProps = { readonly result: WhatIf; readonly changed: boolean };

function Shown({ result, changed }: ShownProps) {
  const t = useConsoleText();
  return (
    <div className="console-stack">
      <section className="console-card" aria-label={t("what-if.result")}>
        <ResultTable result={result} changed={changed} />
        <Limits result={result} changed={changed} />
      </section>
      <Suspense fallback={<LoadingState title={t("loading")} />}>
        <WhatIfCharts result={result} changed={changed} />
      </Suspense>
    </div>
  );
}

/** How well the model agrees with the day, what it goes by, and what it cannot know. */
function Limits({ result, changed }: ShownProps) {
  const t = useConsoleText();
  const { happened, replayed, model, targetSeconds } = result;
  const off = Math.abs((happened.total.serviceLevel ?? 0) - (replayed.total.serviceLevel ?? 0)) * 100;
  const { patienceSeconds } = model;
  return (
    <div className="what-if-limits" data-testid="what-if-limits">
      {changed ? null : <p>{t("what-if.begin")}</p>}
      <p>{t("what-if.agreement", { points: off.toFixed(1) })}</p>
      <p className="t-soft">
        {t("what-if.model", {
          seconds: targetSeconds,
          replications: model.replications,
          agents: model.agents,
          ring: model.ringSeconds.toFixed(1),
        })}{" "}
        {patienceSeconds === null
          ? t("what-if.patience.endless")
          : t("what-if.patience", { seconds: Math.round(patienceSeconds) })}
      </p>
      <p className="t-soft">{t("what-if.limits")}</p>
    </div>
  );
}

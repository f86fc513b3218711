// The floor as it is now: queues, agents, calls.
import { LoadingState } from "@tandem/ui";
import { useLive } from "#client/live";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { AgentsTable } from "./agents-table.tsx";
import { CallsTable } from "./calls-table.tsx";
import { SupervisionBar } from "./supervision-bar.tsx";
import { QueueCards } from "./queue-cards.tsx";

export function LivePage() {
  const t = useConsoleText();
  const { state } = useLive();
  if (!state) return <LoadingState title={t("loading")} />;
  return (
    <>
      <p className="console-wall-link">
        <Link to={routePath({ kind: "wallboard" })}>{t("wall.open")}</Link>
      </p>
      <QueueCards queues={state.queues} />
      <div className="console-floor">
        <section className="console-card" aria-label={t("live.calls")}>
          <h2>
            {t("live.calls")} <span className="t-figures t-soft">{state.calls.length}</span>
          </h2>
          <SupervisionBar />
          <CallsTable calls={state.calls} />
        </section>
        <section className="console-card" aria-label={t("live.agents")}>
          <h2>
            {t("live.agents")} <span className="t-figures t-soft">{state.agents.length}</span>
          </h2>
          <AgentsTable agents={state.agents} />
        </section>
      </div>
    </>
  );
}

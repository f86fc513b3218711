// How people work here and what callers hear. Queues, people, numbers and devices have pages of their own.
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { endpoints } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { DeskRulesCard } from "#console/desk-rules";
import { DispositionsCard } from "#console/dispositions";
import { useConsoleText } from "#console/texts";
import { FlowCard } from "./flow-card.tsx";

export function SetupPage() {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["setup"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSetup, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  return (
    <div className="console-stack">
      <DeskRulesCard setup={query.data} />
      <DispositionsCard />
      <Alert type="info" showIcon title={t("setup.flows.read-only")} />
      {query.data.flows.length === 0 ? <EmptyState title={t("setup.flows.none")} /> : null}
      {query.data.flows.map((flow) => (
        <FlowCard key={flow.id} flow={flow} queues={query.data.queues} />
      ))}
    </div>
  );
}

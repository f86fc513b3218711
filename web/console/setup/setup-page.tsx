// How people work here. Flows, queues, people, numbers and devices have pages of their own.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { DeskRulesCard } from "#console/desk-rules";
import { DispositionsCard } from "#console/dispositions";

export function SetupPage() {
  const query = useQuery({
    queryKey: ["setup"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSetup, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  return (
    <div className="console-stack">
      <DeskRulesCard setup={query.data} />
      <DispositionsCard />
    </div>
  );
}

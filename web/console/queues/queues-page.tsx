// Queues: who is chosen for a caller, where callers go whom a queue does not keep, whose calls go first, and when it is open.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { AlarmRecipientsCard } from "#console/alarm-recipients";
import { BusinessHoursCard, useCalendars } from "#console/business-hours";
import { ListedNumbersCard } from "./listed-numbers-card.tsx";
import { RoutingCard } from "./routing-card.tsx";
import "./queues.css";

export function QueuesPage() {
  const mayWrite = useMe().user.role === "admin";
  const calendars = useCalendars();
  const query = useQuery({
    queryKey: ["setup"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSetup, {})),
  });
  if (!query.data) return <QueryState query={query} />;
  if (!calendars.data) return <QueryState query={calendars} />;
  return (
    <div className="console-stack">
      <RoutingCard setup={query.data} calendars={calendars.data.calendars} />
      <BusinessHoursCard hours={calendars.data} mayWrite={mayWrite} />
      <ListedNumbersCard mayWrite={mayWrite} />
      {mayWrite ? <AlarmRecipientsCard /> : null}
    </div>
  );
}

// What a tenant has that flows lead to and play, with the names that people know it by.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { endpoints } from "@tandem/contract";
import type { ConnectorView } from "@tandem/contract";
import type { FlowSurroundings } from "@tandem/flows";
import { callEndpoint, valueOrThrow } from "#client/api";
import { useCalendars } from "#console/business-hours";
import { useConnectors } from "#console/messages";
import { useDataTables } from "#console/data-tables";
import { usePrompts, useRecognitionSettings, useSpeechSettings } from "#console/prompts";
import { useSecrets } from "#console/secrets";

type Named = { readonly id: string; readonly name: string };

export type Surroundings = {
  readonly queues: readonly Named[];
  readonly agents: readonly Named[];
  readonly calendars: readonly Named[];
  readonly skills: readonly Named[];
  /** Published ones. */
  readonly flows: readonly Named[];
  readonly prompts: readonly string[];
  /** By name. */
  readonly tables: readonly string[];
  readonly secrets: readonly string[];
  readonly connectors: readonly Pick<ConnectorView, "name" | "kind">[];
  /** For the check of a drawing. */
  readonly known: FlowSurroundings;
};

/** `data` is undefined until all of it is there. */
export function useSurroundings() {
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSetup, {})),
  });
  const prompts = usePrompts();
  const secrets = useSecrets();
  const tables = useDataTables();
  const connectors = useConnectors();
  const flows = useQuery({
    queryKey: ["flows"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listFlows, {})),
  });
  const speech = useSpeechSettings();
  const recognition = useRecognitionSettings();
  const routing = useQuery({
    queryKey: ["routing"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getRouting, {})),
  });
  const calendars = useCalendars();
  const data = useMemo((): Surroundings | undefined => {
    if (!setup.data || !prompts.data || !calendars.data || !secrets.data || !speech.data || !flows.data)
      return undefined;
    if (!tables.data || !connectors.data || !recognition.data || !routing.data) return undefined;
    const { queues, agents } = setup.data;
    const published = flows.data.flows.filter((flow) => flow.published !== null);
    const tableNames = tables.data.map(({ name }) => name);
    const secretNames = secrets.data.map(({ name }) => name);
    const named = new Set(prompts.data.map(({ name }) => name));
    return {
      queues,
      agents: agents.map(({ id, extension, displayName }) => ({ id, name: `${extension} ${displayName}` })),
      calendars: calendars.data.calendars,
      skills: routing.data.skills,
      flows: published,
      prompts: [...named],
      tables: tableNames,
      secrets: secretNames,
      connectors: connectors.data,
      known: {
        queueIds: new Set(queues.map(({ id }) => id)),
        personIds: new Set(agents.map(({ id }) => id)),
        calendarIds: new Set(calendars.data.calendars.map(({ id }) => id)),
        skillIds: new Set(routing.data.skills.map(({ id }) => id)),
        flowIds: new Set(published.map(({ id }) => id)),
        secrets: new Set(secretNames),
        tables: new Set(tableNames),
        connectors: new Set(connectors.data.map(({ name }) => name)),
        speaks: speech.data.engine.kind !== "none",
        listens: recognition.data.kind !== "none",
        hasPrompt: (name) => named.has(name),
      },
    };
  }, [
    setup.data,
    prompts.data,
    calendars.data,
    secrets.data,
    speech.data,
    recognition.data,
    routing.data,
    flows.data,
    tables.data,
    connectors.data,
  ]);
  return {
    data,
    failed: [
      setup,
      prompts,
      calendars,
      secrets,
      speech,
      recognition,
      routing,
      flows,
      tables,
      connectors,
    ].find(({ error }) => error !== null),
  };
}

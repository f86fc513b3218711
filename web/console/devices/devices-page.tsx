// Everybody's devices: what rings, in which order, and whether it is there.
import { Alert, Input } from "antd";
import { useState } from "react";
import type { PersonDevices } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useConsoleText } from "#console/texts";
import { PersonCard } from "./person-card.tsx";
import { useDevices } from "./use-devices.ts";
import "./devices.css";

/** With fewer people the list is taken in at a glance. */
const searchFrom = 6;

export function DevicesPage() {
  const t = useConsoleText();
  const { user } = useMe();
  const query = useDevices();
  const [search, setSearch] = useState("");
  if (!query.data) return <QueryState query={query} />;
  const { people, mobilesCanRing } = query.data;
  if (people.length === 0) {
    return <EmptyState title={t("devices.nobody")}>{t("devices.nobody.text")}</EmptyState>;
  }
  const found = people.filter((person) => matches(person, search));
  const canChange = user.role === "admin";
  return (
    <div className="console-stack">
      {canChange ? null : <Alert type="info" showIcon title={t("devices.read-only")} />}
      {people.length < searchFrom ? null : (
        <Input.Search
          className="devices-search"
          allowClear
          placeholder={t("devices.search")}
          aria-label={t("devices.search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {found.length === 0 ? <EmptyState title={t("devices.nobody-found")} /> : null}
      {found.map((person) => (
        <PersonCard
          key={person.agentId}
          person={person}
          mobilesCanRing={mobilesCanRing}
          canChange={canChange}
        />
      ))}
    </div>
  );
}

function matches({ displayName, extension }: PersonDevices, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return displayName.toLowerCase().includes(wanted) || extension.startsWith(wanted);
}

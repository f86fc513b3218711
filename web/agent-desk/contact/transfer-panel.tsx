// Whom to hand the caller to: colleagues, the free ones first, or any number that is typed.
import { Button, Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { usePhone } from "#agent-desk/phone";
import type { Party } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";
import { findParties } from "./transfer-parties.ts";
import type { TransferParty } from "./transfer-parties.ts";

/** People become busy and free while the list is open. */
const refreshMs = 3_000;

const tones = { free: "ready", away: "away", busy: "talking", unreachable: "offline" } as const;

export function TransferPanel({ onDone }: { readonly onDone: () => void }) {
  const t = useDeskText();
  const [wanted, setWanted] = useState("");
  const { data } = useQuery({
    queryKey: ["colleagues"],
    queryFn: () => callEndpoint(endpoints.listColleagues, {}),
    refetchInterval: refreshMs,
  });
  const colleagues = data?.ok ? data.value.colleagues : [];
  const parties = findParties(colleagues, wanted, data?.ok ? data.value.queues : []);
  return (
    <section className="desk-transfer" aria-label={t("transfer.colleagues")} data-testid="transfer-panel">
      <Input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the agent opened it to type, with a caller on the line
        autoFocus
        allowClear
        size="large"
        placeholder={t("transfer.search")}
        aria-label={t("transfer.search")}
        value={wanted}
        onChange={({ target }) => setWanted(target.value)}
        onKeyDown={({ key }) => {
          if (key === "Escape") onDone();
        }}
        data-testid="transfer-search"
      />
      {data && parties.length === 0 ? (
        <p className="t-soft">{t(colleagues.length === 0 ? "transfer.alone" : "transfer.none")}</p>
      ) : null}
      <ul className="desk-parties">
        {parties.map((party) => (
          <PartyRow key={party.number} party={party} onDone={onDone} />
        ))}
      </ul>
    </section>
  );
}

function PartyRow({ party, onDone }: { readonly party: TransferParty; readonly onDone: () => void }) {
  const t = useDeskText();
  const { phone } = usePhone();
  const isOutside = party.state === "outside";
  const target: Party = { number: party.number, name: isOutside ? party.number : party.name };
  const unable = party.state === "busy" || party.state === "unreachable";
  const begin = (kind: "consult" | "transfer") => () => {
    phone.take({ kind, party: target });
    onDone();
  };
  return (
    <li data-testid={`party-${party.number}`}>
      <span className="desk-party-name">
        <b>{isOutside ? t("transfer.number", { number: party.number }) : party.name}</b>{" "}
        <span className="t-soft t-figures">{hintOf(party, t)}</span>
      </span>
      {party.state === "outside" || party.state === "queue" ? null : (
        <StateBadge tone={tones[party.state]} state={party.state}>
          {t(`transfer.state.${party.state}`)}
        </StateBadge>
      )}
      <Button disabled={unable} onClick={begin("consult")} data-testid={`consult-${party.number}`}>
        {t("transfer.consult")}
      </Button>
      <Button disabled={unable} onClick={begin("transfer")} data-testid={`transfer-${party.number}`}>
        {t("transfer.now")}
      </Button>
    </li>
  );
}

function hintOf({ state, number, waiting }: TransferParty, t: ReturnType<typeof useDeskText>): string {
  if (state === "outside") return t("transfer.number.hint");
  return state === "queue" ? t("transfer.queue", { count: waiting ?? 0 }) : number;
}

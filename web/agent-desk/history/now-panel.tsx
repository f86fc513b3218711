// The left of the desk: the contact now, and the calls I took before.
import { formatDurationMs, StateBadge } from "@tandem/ui";
import type { CallSummary } from "@tandem/contract";
import { useDispositionWords } from "#client/dispositions";
import { QueryState } from "#client/frame";
import { LiveTimer } from "#client/live";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { contactTone, useContactView } from "#agent-desk/contact";
import { ParkedCalls } from "#agent-desk/parking";
import { Reminders } from "#agent-desk/reminders";
import { useDeskText } from "#agent-desk/texts";
import { useCalls } from "./use-calls.ts";

/** As many as fit on a small screen; the console has them all. */
const shownCalls = 20;

export function NowPanel() {
  const t = useDeskText();
  return (
    <nav className="desk-panel" aria-label={t("now")}>
      <h2>{t("now")}</h2>
      <CurrentContact />
      <ParkedCalls />
      <Reminders />
      <h2>{t("recent")}</h2>
      <RecentCalls />
    </nav>
  );
}

function CurrentContact() {
  const t = useDeskText();
  const view = useContactView();
  if (!view) return <p className="desk-current t-soft">{t("now.none")}</p>;
  return (
    <div className={`desk-current desk-current-on t-tone-${contactTone[view.state]}`}>
      <StateBadge tone={contactTone[view.state]}>
        {t(`work.${view.state}`)} {view.since === undefined ? null : <LiveTimer since={view.since} />}
      </StateBadge>
      <span className="t-figures desk-current-number">{view.number || t("number.withheld")}</span>
    </div>
  );
}

function RecentCalls() {
  const t = useDeskText();
  const { agent } = useMe();
  const query = useCalls({ agentId: agent?.id, limit: shownCalls }, agent !== null);
  if (!query.data) return <QueryState query={query} />;
  if (query.data.length === 0) return <p className="t-soft">{t("recent.none")}</p>;
  return (
    <ul className="desk-calls">
      {query.data.map((call) => (
        <RecentCall key={call.id} call={call} />
      ))}
    </ul>
  );
}

function RecentCall({ call }: { readonly call: CallSummary }) {
  const t = useDeskText();
  const locale = useLocale();
  const { tenant } = useMe();
  const words = useDispositionWords();
  return (
    <li>
      <div className="desk-call-line">
        <b className="t-figures">
          {(call.direction === "outbound" ? call.dnis : call.ani) || t("number.withheld")}
        </b>
        <span className="t-figures t-soft">{formatDurationMs(call.talkMs)}</span>
      </div>
      <div className="desk-call-line t-soft">
        <span className="t-figures">
          {formatDateTime(call.startedAt, { locale, timeZone: tenant.timeZone })}
        </span>
        <span className="desk-ellipsis">{call.disposition === null ? "" : words(call.disposition)}</span>
      </div>
    </li>
  );
}

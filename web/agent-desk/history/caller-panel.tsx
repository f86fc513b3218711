// The right of the desk: who is calling, and what was said before.
import type { CallSummary } from "@tandem/contract";
import { useDispositionWords } from "#client/dispositions";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useContactView } from "#agent-desk/contact";
import { useDeskText } from "#agent-desk/texts";
import { useCalls } from "./use-calls.ts";

const shownCalls = 20;

export function CallerPanel() {
  const t = useDeskText();
  const view = useContactView();
  return (
    <aside className="desk-panel" aria-label={t("caller")}>
      <h2>{t("caller")}</h2>
      {view ? (
        <Caller number={view.number} callId={view.contact?.callId} />
      ) : (
        <p className="t-soft">{t("caller.none")}</p>
      )}
    </aside>
  );
}

type CallerProps = { readonly number: string; readonly callId: string | undefined };

function Caller({ number, callId }: CallerProps) {
  const t = useDeskText();
  const query = useCalls({ ani: number, limit: shownCalls }, number !== "");
  if (number === "") return <p className="t-soft">{t("caller.withheld")}</p>;
  // The call in wrap-up already has a record; it is not an earlier one.
  const earlier = query.data?.filter((call) => call.id !== callId);
  return (
    <>
      <p className="t-figures desk-caller-number">{number}</p>
      <h3>{t("caller.earlier")}</h3>
      {earlier ? null : <QueryState query={query} />}
      {earlier?.length === 0 ? <p className="t-soft">{t("caller.earlier.none")}</p> : null}
      <ul className="desk-calls">
        {earlier?.map((call) => (
          <EarlierCall key={call.id} call={call} />
        ))}
      </ul>
    </>
  );
}

function EarlierCall({ call }: { readonly call: CallSummary }) {
  const t = useDeskText();
  const locale = useLocale();
  const { tenant } = useMe();
  const words = useDispositionWords();
  return (
    <li>
      <div className="desk-call-line">
        <span className="t-figures">
          {formatDateTime(call.startedAt, { locale, timeZone: tenant.timeZone })}
        </span>
        <span className="desk-ellipsis">{call.agentName ?? t("caller.no-agent")}</span>
      </div>
      <b>{call.disposition === null ? t("caller.no-disposition") : words(call.disposition)}</b>
      {call.note ? <p className="desk-call-note">{call.note}</p> : null}
    </li>
  );
}

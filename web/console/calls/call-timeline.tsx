// What happened in the call, step by step, with the time since it began.
import { formatDurationMs } from "@tandem/ui";
import type { CallDetail } from "@tandem/contract";
import { useDispositionWords } from "#client/dispositions";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatTimeOfDay } from "#client/time";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { timelineLines } from "./timeline.ts";

export function CallTimeline({ call }: { readonly call: CallDetail }) {
  const t = useConsoleText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  const lines = timelineLines(call, t, useDispositionWords());
  if (lines.length === 0) return <p className="t-soft">{t("call.timeline.none")}</p>;
  return (
    <ol className="console-timeline" data-testid="call-timeline">
      {lines.map((line) => (
        <li key={line.key} className={`console-timeline-${line.tone}`}>
          <time
            className="t-figures t-soft"
            dateTime={line.at}
            title={formatTimeOfDay(line.at, { locale, timeZone })}
          >
            +{formatDurationMs(line.afterMs)}
          </time>
          <span>
            {line.text}
            {line.linkedCallId === undefined ? null : (
              <>
                {" · "}
                <Link to={routePath({ kind: "call", callId: line.linkedCallId })}>{t("call.linked")}</Link>
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

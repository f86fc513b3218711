// A callback's course: the call that asked for it, and each call of ours.
import type { CallbackView } from "@tandem/contract";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";

export function CallbackCourse({
  callback,
  shownCallId,
}: {
  readonly callback: CallbackView;
  readonly shownCallId?: string;
}) {
  const t = useConsoleText();
  const { requestCallId, attempts } = callback;
  return (
    <ol className="callback-course">
      <li>
        <CallLink callId={requestCallId} shown={requestCallId === shownCallId}>
          {t("callback.request")}
        </CallLink>
      </li>
      {attempts.map(({ callId, outcome }, index) => (
        <li key={callId}>
          <CallLink callId={callId} shown={callId === shownCallId}>
            {t("callback.attempt", { count: String(index + 1) })}
          </CallLink>
          {" · "}
          {t(`callback.outcome.${outcome ?? "ringing"}`)}
        </li>
      ))}
    </ol>
  );
}

type CallLinkProps = { readonly callId: string; readonly shown: boolean; readonly children: string };

function CallLink({ callId, shown, children }: CallLinkProps) {
  return shown ? <b>{children}</b> : <Link to={routePath({ kind: "call", callId })}>{children}</Link>;
}

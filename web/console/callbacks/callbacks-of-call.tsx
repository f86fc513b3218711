// On a call's page: the callback that it asked for, or is an attempt of.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { useConsoleText } from "#console/texts";
import { CallbackCourse } from "./callback-course.tsx";

export function CallbacksOfCall({ callId }: { readonly callId: string }) {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["callbacks", "of-call", callId],
    queryFn: async () =>
      valueOrThrow(await callEndpoint(endpoints.listCallbacksOfCall, { params: { callId } })),
  });
  const callbacks = query.data?.callbacks ?? [];
  // Most calls have none, and then nothing is said of it.
  if (callbacks.length === 0) return null;
  return (
    <section className="console-card" aria-label={t("callbacks")}>
      <h2>{t("callbacks")}</h2>
      {callbacks.map((callback) => (
        <div key={callback.id} data-testid="callback-of-call">
          <p>
            <b className="t-figures">{callback.number}</b> · {t(`callback.state.${callback.state}`)}
            {callback.endedBy === null
              ? null
              : ` (${t("callback.cancelled-by", { name: callback.endedBy })})`}
          </p>
          <CallbackCourse callback={callback} shownCallId={callId} />
        </div>
      ))}
    </section>
  );
}

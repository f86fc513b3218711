// One call's whole story: summary, recording, timeline, legs.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { endpoints } from "@tandem/contract";
import type { CallDetail, RecordingRecord } from "@tandem/contract";
import { EmptyState, formatDurationMs, LoadingState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { CallbacksOfCall } from "#console/callbacks";
import { RecordingActions } from "#console/recordings";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { CallSummaryCard } from "./call-summary-card.tsx";
import { CallTimeline } from "./call-timeline.tsx";
import { LadderSection } from "./ladder/index.ts";
import { LegEndings } from "./leg-endings.tsx";
import { QualitySection } from "./quality/index.ts";
import { LegsTable } from "./legs-table.tsx";
import { waveformSegments } from "./waveform-segments.ts";

// Only this page draws waveforms.
const WaveformPlayer = lazy(async () => ({
  default: (await import("@tandem/ui/waveform-player")).WaveformPlayer,
}));

export function CallPage({ callId }: { readonly callId: string }) {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["calls", "one", callId],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getCall, { params: { callId } })),
  });
  const call = query.data;
  return (
    <>
      <p className="console-back">
        <Link to={routePath({ kind: "section", section: "calls" })}>← {t("call.back")}</Link>
      </p>
      {call ? <CallStory call={call} /> : <QueryState query={query} />}
    </>
  );
}

function CallStory({ call }: { readonly call: CallDetail }) {
  const t = useConsoleText();
  return (
    <>
      <h1 className="console-title t-figures">
        {t("call.title", { number: call.ani || t("number.withheld") })}
      </h1>
      <div className="console-call">
        <div className="console-stack">
          <CallSummaryCard call={call} />
          <CallbacksOfCall callId={call.id} />
          <section className="console-card" aria-label={t("recording")}>
            <h2>{t("recording")}</h2>
            <Recordings call={call} />
          </section>
          <section className="console-card" aria-label={t("call.legs")}>
            <h2>{t("call.legs")}</h2>
            <LegsTable legs={call.legs} />
            <LegEndings legs={call.legs} />
          </section>
        </div>
        <section className="console-card" aria-label={t("call.timeline")}>
          <h2>{t("call.timeline")}</h2>
          <CallTimeline call={call} />
        </section>
      </div>
      <QualitySection call={call} />
      <LadderSection key={call.id} callId={call.id} />
    </>
  );
}

function Recordings({ call }: { readonly call: CallDetail }) {
  const t = useConsoleText();
  const words = {
    left: t("recording.left"),
    right: t("recording.right"),
    play: t("recording.play"),
    pause: t("recording.pause"),
    loading: t("recording.loading"),
    failed: t("recording.failed"),
    speed: t("recording.speed"),
    download: t("recording.download"),
    waveform: t("recording.waveform"),
  };
  if (call.recordings.length === 0)
    return <EmptyState title={t("recording.none")}>{t("recording.none.text")}</EmptyState>;
  return call.recordings.map((recording) =>
    recording.state === "stored" ? (
      <Suspense key={recording.id} fallback={<LoadingState title={t("recording.loading")} />}>
        <IncompleteNotice recording={recording} />
        <WaveformPlayer
          audioUrl={recording.audioUrl}
          fileName={`${recording.id}.wav`}
          words={words}
          segments={waveformSegments(recording, call.legs, t)}
        />
        <RecordingActions recording={recording} />
      </Suspense>
    ) : (
      <div key={recording.id}>
        <EmptyState title={t(`recording.${recording.state}`)}>
          {t(`recording.${recording.state}.text`)}
        </EmptyState>
        {recording.state === "deleted" ? null : <RecordingActions recording={recording} />}
      </div>
    ),
  );
}

function IncompleteNotice({ recording }: { readonly recording: RecordingRecord }) {
  const t = useConsoleText();
  if (recording.incompleteFromMs === null) return null;
  const from = formatDurationMs(recording.incompleteFromMs);
  return (
    <p className="recording-incomplete" role="alert" data-testid="recording-incomplete">
      {t("recording.incomplete", { from })}
    </p>
  );
}

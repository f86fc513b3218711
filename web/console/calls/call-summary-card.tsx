// The call in figures: who, when, how long, and what came of it.
import { Descriptions } from "antd";
import type { ReactNode } from "react";
import type { CallDetail } from "@tandem/contract";
import { formatDurationMs } from "@tandem/ui";
import { useDispositionWords } from "#client/dispositions";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime, formatTimeOfDay } from "#client/time";
import { questionWord, useConsoleText } from "#console/texts";
import { CallTags } from "./call-tags.tsx";
import { CauseTag } from "./cause-tag.tsx";

export function CallSummaryCard({ call }: { readonly call: CallDetail }) {
  const t = useConsoleText();
  const locale = useLocale();
  const place = { locale, timeZone: useMe().tenant.timeZone };
  const words = useDispositionWords();
  const moment = (iso: string | null) => figures(iso === null ? "–" : formatTimeOfDay(iso, place));
  const length = (ms: number | null) => figures(ms === null ? "–" : formatDurationMs(ms));
  const item = (label: string, children: ReactNode, span = 1) => ({ key: label, label, children, span });
  return (
    <section className="console-card" aria-label={t("call.summary")}>
      <Descriptions
        size="small"
        column={3}
        items={[
          item(t("caller"), figures(call.ani || t("number.withheld"))),
          item(t("dialled"), figures(call.dnis)),
          item(t("call.direction"), t(`direction.${call.direction}`)),
          item(t("started"), figures(formatDateTime(call.startedAt, place))),
          item(t("call.answered"), moment(call.answeredAt)),
          item(t("call.ended"), moment(call.endedAt)),
          item(t("queue"), call.queueName ?? "–"),
          item(t("agent"), call.agentName ?? "–"),
          item(t("result"), <CauseTag cause={call.endCause} />),
          item(t("wait"), length(call.waitMs)),
          item(t("talk"), length(call.talkMs)),
          item(t("hold"), length(call.holdMs)),
          item(t("wrap-up"), length(call.wrapUpMs)),
          item(t("disposition"), call.disposition === null ? "–" : words(call.disposition)),
          item(t("call.ended-by"), t(`by.${call.endedBy}`)),
          ...(call.survey.length > 0 ? [item(t("survey"), surveyed(call.survey, t), 3)] : []),
          ...(Object.keys(call.tags).length > 0 ? [item(t("tags"), <CallTags tags={call.tags} />, 3)] : []),
          ...(call.note ? [item(t("note"), <span className="console-note">{call.note}</span>, 3)] : []),
        ]}
      />
    </section>
  );
}

function surveyed(answers: CallDetail["survey"], t: ReturnType<typeof useConsoleText>) {
  return answers
    .map(({ question, score }) => t("survey.answer", { question: questionWord(question, t), score }))
    .join(" · ");
}

function figures(text: string) {
  return <span className="t-figures">{text}</span>;
}

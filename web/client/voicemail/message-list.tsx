// Messages that callers left: what waits and what is done, to hear and to settle.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented, Tag } from "antd";
import { useState } from "react";
import type { ComponentType } from "react";
import { endpoints } from "@tandem/contract";
import type { VoicemailView } from "@tandem/contract";
import { EmptyState, formatDurationMs } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState, useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { useMe } from "#client/sign-in";
import { useLocale, useText } from "#client/text";
import { formatDateTime } from "#client/time";
import "./message-list.css";

/** Somebody else may have settled one; a new one is told by the live feed where there is a desk. */
const refreshMs = 15_000;
const tones = { new: "blue", heard: "gold", done: "default" } as const;

export type MessageListProps = {
  /** More to do with a message, beside its buttons. */
  readonly Actions?: ComponentType<{ readonly message: VoicemailView }>;
};

export function MessageList({ Actions }: MessageListProps) {
  const t = useText();
  const [state, setState] = useState<"open" | "done">("open");
  const fresh = useLive().state?.desk?.newMessages;
  const query = useQuery({
    queryKey: ["voicemails", state, fresh],
    refetchInterval: refreshMs,
    placeholderData: (before) => before,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listVoicemails, { query: { state } })),
  });
  const messages = query.data?.voicemails;
  return (
    <section className="messages" aria-label={t("messages")} data-testid="messages">
      <Segmented<"open" | "done">
        value={state}
        onChange={setState}
        options={[
          { value: "open", label: t("messages.open") },
          { value: "done", label: t("messages.done") },
        ]}
      />
      {messages ? null : <QueryState query={query} />}
      {messages?.length === 0 ? (
        <EmptyState title={t(`messages.none.${state}`)}>{t("messages.none.text")}</EmptyState>
      ) : null}
      <ul>
        {messages?.map((message) => (
          <Message key={message.id} message={message} {...(Actions && { Actions })} />
        ))}
      </ul>
    </section>
  );
}

function Message({ message, Actions }: MessageListProps & { readonly message: VoicemailView }) {
  const t = useText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  const { state, ani, mailbox, speechMs, audioUrl } = message;
  const settle = useSettle(message.id);
  const ofWhom = mailbox.name ?? t("messages.gone");
  return (
    <li data-testid="message" data-state={state}>
      <div className="messages-line">
        <b className="t-figures">{ani || t("number.withheld")}</b>
        <Tag color={tones[state]}>{t(`messages.state.${state}`)}</Tag>
        <span className="t-soft t-figures">
          {formatDateTime(message.leftAt, { locale, timeZone })} · {formatDurationMs(speechMs)}
        </span>
      </div>
      <div className="messages-line t-soft">
        <span>{t(`messages.for-${mailbox.kind}`, { name: ofWhom })}</span>
        {message.changedBy === null ? null : <span>{t("messages.by", { name: message.changedBy })}</span>}
      </div>
      {audioUrl === null ? (
        <p className="t-soft">{t("messages.deleted")}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what a caller says
        <audio
          controls
          preload="none"
          src={audioUrl}
          aria-label={t("messages.play", { number: ani || t("number.withheld") })}
          onPlay={() => {
            if (state === "new") void settle("heard");
          }}
          data-testid="message-audio"
        />
      )}
      <div className="messages-acts">
        {Actions ? <Actions message={message} /> : null}
        {state === "done" ? (
          <Button size="small" onClick={() => void settle("new")} data-testid="message-again">
            {t("messages.reopen")}
          </Button>
        ) : (
          <Button size="small" type="primary" onClick={() => void settle("done")} data-testid="message-done">
            {t("messages.settle")}
          </Button>
        )}
      </div>
    </li>
  );
}

function useSettle(voicemailId: string): (state: VoicemailView["state"]) => Promise<void> {
  const ask = useAsk();
  const queries = useQueryClient();
  return async (state) => {
    await ask(callEndpoint(endpoints.setVoicemailState, { params: { voicemailId }, body: { state } }));
    await queries.invalidateQueries({ queryKey: ["voicemails"] });
  };
}

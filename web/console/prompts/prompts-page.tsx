// All prompts: whose they are, who plays them, what they sound like; each can be given a sound of one's own.
import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Table, Tag } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { Locale, PromptView } from "@tandem/contract";
import { EmptyState } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { refusalText, useConsoleText } from "#console/texts";
import { PromptDialog } from "./prompt-dialog.tsx";
import type { PromptWish } from "./prompt-dialog.tsx";
import { PlayButton } from "./play-button.tsx";
import { RecognitionCard } from "./recognition-card.tsx";
import { SpeechCard } from "./speech-card.tsx";
import { promptsKey, usePrompts } from "./use-prompts.ts";
import "./prompts.css";

const languages = ["zh-CN", "en"] as const;

export function PromptsPage() {
  const t = useConsoleText();
  const mayWrite = useMe().user.role === "admin";
  const ownLanguage = useLocale();
  const [wish, setWish] = useState<PromptWish>();
  const [sought, setSought] = useState("");
  const query = usePrompts();
  if (!query.data) return <QueryState query={query} />;
  const words = sought.trim().toLowerCase();
  const isSought = ({ name, own, flows }: PromptView) =>
    [name, ...flows, ...own.map(({ spoken }) => spoken?.text ?? "")].some((each) =>
      each.toLowerCase().includes(words),
    );
  // Tones are the network's: there is nothing to bring.
  const shown = query.data
    .filter((prompt) => !prompt.name.startsWith("tone-") && isSought(prompt))
    // One's own first.
    .toSorted((a, b) => Number(b.own.length > 0) - Number(a.own.length > 0));
  const columns = [
    {
      title: t("prompts.name"),
      render: (_: unknown, { name }: PromptView) => <span className="t-figures">{name}</span>,
    },
    ...languages.map((language) => ({
      title: t(`prompts.in.${language}`),
      render: (_: unknown, prompt: PromptView) => (
        <Sound prompt={prompt} language={language} mayWrite={mayWrite} onWish={setWish} />
      ),
    })),
    {
      title: t("prompts.flows"),
      render: (_: unknown, { flows }: PromptView) =>
        flows.length > 0 ? flows.join(", ") : <span className="t-soft">–</span>,
    },
  ];
  return (
    <div className="console-stack">
      <section className="console-card" data-testid="prompts">
        <p className="t-soft">{t("prompts.text")}</p>
        <div className="prompts-head">
          <Input.Search
            allowClear
            className="prompts-find"
            placeholder={t("prompts.find")}
            aria-label={t("prompts.find")}
            onChange={(event) => setSought(event.target.value)}
          />
          {mayWrite ? (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              data-testid="prompt-add"
              onClick={() => setWish({ name: "", language: ownLanguage, text: "" })}
            >
              {t("prompts.add")}
            </Button>
          ) : null}
        </div>
        <Table
          size="small"
          rowKey="name"
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          dataSource={shown}
          columns={columns}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <EmptyState title={t("prompts.none")}>{t("prompts.none.text")}</EmptyState> }}
        />
      </section>
      <SpeechCard mayWrite={mayWrite} />
      <RecognitionCard mayWrite={mayWrite} />
      {wish ? <PromptDialog wish={wish} onClose={() => setWish(undefined)} /> : null}
    </div>
  );
}

type SoundProps = {
  readonly prompt: PromptView;
  readonly language: Locale;
  readonly mayWrite: boolean;
  readonly onWish: (wish: PromptWish) => void;
};

/** A prompt in one language: heard, replaced, given back to the system's. */
function Sound({
  prompt: { name, languages: heardIn, isShipped, own },
  language,
  mayWrite,
  onWish,
}: SoundProps) {
  const t = useConsoleText();
  const { tenant } = useMe();
  const place = { locale: useLocale(), timeZone: tenant.timeZone };
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const ours = own.find((each) => each.language === language);
  const remove = () =>
    modal.confirm({
      title: t(isShipped ? "prompts.give-back.sure" : "prompts.remove.sure", { name }),
      okText: t("trunks.delete"),
      cancelText: t("cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        const answer = await callEndpoint(endpoints.deletePrompt, { params: { name, language } });
        if (!answer.ok) message.error(refusalText(answer.problem, t));
        await queries.invalidateQueries({ queryKey: promptsKey });
      },
    });
  const replace = (
    <Button
      size="small"
      data-testid={`prompt-set-${name}-${language}`}
      onClick={() => onWish({ name, language, text: ours?.spoken?.text ?? "" })}
    >
      {t(ours || heardIn.includes(language) ? "prompts.replace" : "prompts.bring")}
    </Button>
  );
  return (
    <div className="prompts-sound" data-testid={`prompt-${name}-${language}`}>
      {heardIn.includes(language) ? (
        <PlayButton
          name={name}
          // Another sound has another address: no browser plays the old one from its memory.
          url={`/api/v1/prompts/${name}/${language}/audio?of=${ours?.changedAt ?? ""}`}
        />
      ) : null}
      {ours ? (
        <span
          title={[
            ours.spoken ? `${ours.spoken.engine}, ${ours.spoken.voice}: ${ours.spoken.text}` : "",
            t("prompts.changed", { who: ours.changedBy ?? "?", when: formatDateTime(ours.changedAt, place) }),
          ].join("\n")}
        >
          <Tag color="blue">{t(`prompts.source.${ours.source}`)}</Tag>
          <span className="t-soft t-figures">{(ours.durationMs / 1000).toFixed(1)} s</span>
        </span>
      ) : null}
      {mayWrite ? replace : null}
      {mayWrite && ours ? (
        <Button size="small" type="text" danger onClick={() => void remove()}>
          {t(isShipped ? "prompts.give-back" : "trunks.delete")}
        </Button>
      ) : null}
    </div>
  );
}

// What came of the call: filled in while talking, filed when it is over.
import { App, Button, Input, Radio } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { endpoints } from "@tandem/contract";
import type { DeskContact } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { levelsOf, missingOf, useDispositions } from "#client/dispositions";
import { QueryState, useAsk } from "#client/frame";
import { LiveTimer, useLive } from "#client/live";
import { useLocale } from "#client/text";
import { useDeskText } from "#agent-desk/texts";
import type { ContactState } from "./contact-view.ts";
import { dropDraft, filesItselfInMs, keepDraft, readDraft } from "./wrap-up-draft.ts";
import type { WrapUpDraft } from "./wrap-up-draft.ts";

type WrapUpFormProps = { readonly contact: DeskContact; readonly state: ContactState };

/** The draft, kept in the tab with every change. */
function useDraft(callId: string) {
  const [draft, setDraft] = useState<WrapUpDraft>(() => readDraft(sessionStorage, callId));
  const change = (more: Partial<WrapUpDraft>) => {
    const next = { ...draft, ...more };
    keepDraft(sessionStorage, next);
    setDraft(next);
  };
  return { draft, change };
}

function useFiling(callId: string) {
  const ask = useAsk();
  const t = useDeskText();
  const { message } = App.useApp();
  const [filing, setFiling] = useState(false);
  const file = async (draft: WrapUpDraft) => {
    const { disposition, note } = draft;
    if (disposition === undefined || filing) return;
    setFiling(true);
    const done = await ask(callEndpoint(endpoints.finishWrapUp, { body: { callId, disposition, note } }));
    setFiling(false);
    if (!done) return;
    dropDraft(sessionStorage);
    message.success(t("wrap-up.filed"));
  };
  return { filing, file };
}

/** Files a complete draft shortly before wrap-up ends by itself. */
function useFilesItself(
  draft: WrapUpDraft | undefined,
  until: string | null,
  file: (draft: WrapUpDraft) => Promise<void>,
): void {
  const { clockOffsetMs } = useLive();
  const fileNow = useEffectEvent(() => void (draft && file(draft)));
  useEffect(() => {
    if (until === null || draft === undefined) return undefined;
    const delayMs = filesItselfInMs(draft, Date.parse(until), Date.now() + clockOffsetMs);
    if (delayMs === undefined) return undefined;
    const timer = setTimeout(() => fileNow(), delayMs);
    return () => clearTimeout(timer);
  }, [draft, until, clockOffsetMs]);
}

export function WrapUpForm({ contact, state }: WrapUpFormProps) {
  const t = useDeskText();
  const { draft, change } = useDraft(contact.callId);
  const { data: dispositions = [] } = useDispositions();
  const lacks = missingOf(dispositions, draft.disposition, draft.note);
  const { filing, file } = useFiling(contact.callId);
  const [asked, setAsked] = useState(false);
  const over = state === "wrap-up";
  useFilesItself(lacks === undefined ? draft : undefined, over ? contact.wrapUpUntil : null, file);
  const submit = () => {
    setAsked(true);
    if (lacks === undefined) void file(draft);
  };
  return (
    <form
      className="desk-wrap-up"
      aria-label={t("wrap-up.title")}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>{t("wrap-up.title")}</h2>
      <DispositionChoice
        value={draft.disposition}
        onChange={(disposition) => change({ disposition })}
        missing={asked && lacks === "disposition"}
      />
      <label className="desk-note">
        <span className="t-soft">{t("wrap-up.note")}</span>
        <Input.TextArea
          value={draft.note}
          onChange={(event) => change({ note: event.target.value })}
          placeholder={t("wrap-up.note.placeholder")}
          autoSize={{ minRows: 3, maxRows: 6 }}
          maxLength={4000}
          status={asked && lacks === "note" ? "error" : ""}
          data-testid="wrap-up-note"
        />
        <div className="desk-field-error" role="alert">
          {asked && lacks === "note" ? t("wrap-up.note.needed") : null}
        </div>
      </label>
      {over ? (
        <WrapUpActions contact={contact} filing={filing} onFinish={submit} />
      ) : (
        <p className="t-soft desk-hint">{t("wrap-up.while-talking")}</p>
      )}
    </form>
  );
}

type DispositionChoiceProps = {
  readonly value: string | undefined;
  readonly onChange: (code: string) => void;
  readonly missing: boolean;
};

function DispositionChoice({ value, onChange, missing }: DispositionChoiceProps) {
  const t = useDeskText();
  const locale = useLocale();
  const query = useDispositions();
  if (!query.data) return <QueryState query={query} />;
  return (
    <div>
      {levelsOf(query.data, value).map(({ options, chosen }) => (
        <Radio.Group
          key={options[0]?.parentCode ?? "top"}
          value={chosen ?? null}
          onChange={(event) => onChange(String(event.target.value))}
          optionType="button"
          buttonStyle="solid"
          aria-label={t("wrap-up.disposition")}
          className="desk-dispositions"
        >
          {options.map((disposition) => (
            <Radio.Button key={disposition.code} value={disposition.code}>
              <span data-testid={`wrap-up-disposition-${disposition.code}`}>{disposition.label[locale]}</span>
            </Radio.Button>
          ))}
        </Radio.Group>
      ))}
      <div className="desk-field-error" role="alert">
        {missing ? t("wrap-up.needed") : null}
      </div>
    </div>
  );
}

type WrapUpActionsProps = {
  readonly contact: DeskContact;
  readonly filing: boolean;
  readonly onFinish: () => void;
};

function WrapUpActions({ contact, filing, onFinish }: WrapUpActionsProps) {
  const t = useDeskText();
  const ask = useAsk();
  const extend = () => void ask(callEndpoint(endpoints.extendWrapUp, { body: { callId: contact.callId } }));
  return (
    <div className="desk-controls">
      <Button type="primary" size="large" loading={filing} onClick={onFinish} data-testid="wrap-up-finish">
        {t("wrap-up.finish")}
      </Button>
      <Button size="large" onClick={extend} data-testid="wrap-up-extend">
        {t("wrap-up.extend")}
      </Button>
      {contact.wrapUpUntil === null ? null : (
        <span>
          <span className="t-soft">{t("wrap-up.left")}</span>{" "}
          <b className="desk-countdown">
            <LiveTimer until={contact.wrapUpUntil} label={t("wrap-up.left")} />
          </b>
        </span>
      )}
    </div>
  );
}

// The public call page: one button, and words for whatever happens then.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { Locale } from "@tandem/contract";
import { Button, formatDurationMs, Keypad, LanguageSwitch, StateBadge, Timer } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { browserClock } from "#client/time";
import { VisitorPhone, visitorStateName } from "#client/visitor-phone";
import type { VisitorCall } from "#client/visitor-phone";
import { askForCall } from "./call-ticket.ts";
import { firstLocale, say } from "./texts.ts";
import type { CallKey } from "./texts.ts";

const storageKey = "tandem.locale";
type Say = (key: CallKey, values?: Readonly<Record<string, string>>) => string;

const stateTone: Readonly<Record<ReturnType<typeof visitorStateName>, Tone>> = {
  idle: "offline",
  connecting: "away",
  ringing: "offered",
  "in-call": "talking",
  ended: "away",
  failed: "alarm",
};

function usePageLocale() {
  const [locale, setLocale] = useState(() =>
    firstLocale(localStorage.getItem(storageKey), navigator.languages),
  );
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = `${say(locale, "page")} · Tandem`;
  }, [locale]);
  const choose = (chosen: Locale) => {
    localStorage.setItem(storageKey, chosen);
    setLocale(chosen);
  };
  return { locale, choose };
}

/** Which of the two languages the page is in now. */
function shownLocale(): Locale {
  return document.documentElement.lang === "en" ? "en" : "zh-CN";
}

export function CallPage() {
  const { locale, choose } = usePageLocale();
  const [phone] = useState(() => new VisitorPhone(browserClock));
  const state = useSyncExternalStore(phone.subscribe, phone.snapshot);
  const t: Say = (key, values) => say(locale, key, values);
  return (
    <main className="call">
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- live speech: there is nothing to caption */}
      <audio ref={(element) => phone.hearIn(element)} data-testid="remote-audio" autoPlay />
      <section className="call-card" aria-label={t("page")}>
        <header className="call-head">
          <span className="t-soft">{t("page")}</span>
          <LanguageSwitch locale={locale} onChange={choose} />
        </header>
        <CallState state={state} t={t} />
        <CallActions state={state} phone={phone} t={t} />
      </section>
    </main>
  );
}

function words(state: VisitorCall, t: Say): { title: string; text: string } {
  switch (state.stage) {
    case "microphone":
      return { title: t("connecting.title"), text: t("connecting.microphone") };
    case "credential":
    case "dialling":
      return { title: t("connecting.title"), text: "" };
    case "ringing":
      return { title: t("ringing.title"), text: "" };
    case "idle":
    case "in-call":
      return { title: t(`${state.stage}.title`), text: t(`${state.stage}.text`) };
    case "ended":
      return { title: t("ended.title"), text: t("ended.text", { time: formatDurationMs(state.lastedMs) }) };
    case "failed":
      return failureWords(state.reason, t);
    default:
      return state satisfies never;
  }
}

function failureWords(reason: Extract<VisitorCall, { stage: "failed" }>["reason"], t: Say) {
  if (reason === "denied" || reason === "missing" || reason === "insecure") {
    return { title: t(`${reason}.title`), text: t(`${reason}.text`) };
  }
  return { title: t("failed.title"), text: t(`failed.${reason}`) };
}

function CallState({ state, t }: { readonly state: VisitorCall; readonly t: Say }) {
  const name = visitorStateName(state);
  const { title, text } = words(state, t);
  return (
    <div className="call-state" aria-live="polite">
      <h1>
        <StateBadge tone={stateTone[name]} state={name} testId="call-state">
          {title}
        </StateBadge>
      </h1>
      {state.stage === "in-call" ? (
        <p className="call-time">
          <Timer sinceMs={state.sinceMs} label={t("length")} />
        </p>
      ) : null}
      <p className="t-soft">{text}</p>
    </div>
  );
}

type CallActionsProps = { readonly state: VisitorCall; readonly phone: VisitorPhone; readonly t: Say };

function CallActions({ state, phone, t }: CallActionsProps) {
  const startAgain = state.stage === "ended" || state.stage === "failed";
  if (state.stage === "idle" || startAgain) {
    return (
      <div className="call-actions">
        <Button
          look="primary"
          testId="call-start"
          onClick={() => phone.call(() => askForCall(shownLocale()))}
        >
          {startAgain ? t("start.again") : t("start")}
        </Button>
      </div>
    );
  }
  const hangUp = (
    <Button look="danger" testId="call-hang-up" onClick={() => phone.take({ kind: "hang-up" })}>
      {t("hang-up")}
    </Button>
  );
  return state.stage === "in-call" ? (
    <InCallActions muted={state.muted} phone={phone} t={t} hangUp={hangUp} />
  ) : (
    <div className="call-actions">{hangUp}</div>
  );
}

type InCallActionsProps = {
  readonly muted: boolean;
  readonly phone: VisitorPhone;
  readonly t: Say;
  readonly hangUp: ReactNode;
};

function InCallActions({ muted, phone, t, hangUp }: InCallActionsProps) {
  const [keypadOpen, setKeypadOpen] = useState(false);
  const [pressed, setPressed] = useState("");
  return (
    <>
      {keypadOpen ? (
        <Keypad
          label={t("keypad")}
          pressed={pressed}
          onKey={(key) => {
            phone.take({ kind: "digit", key });
            setPressed((before) => before + key);
          }}
        />
      ) : null}
      <div className="call-actions">
        <Button pressed={muted} testId="call-mute" onClick={() => phone.take({ kind: "toggle-mute" })}>
          {muted ? t("unmute") : t("mute")}
        </Button>
        <Button pressed={keypadOpen} testId="call-keypad" onClick={() => setKeypadOpen((open) => !open)}>
          {t("keypad")}
        </Button>
        {hangUp}
      </div>
    </>
  );
}

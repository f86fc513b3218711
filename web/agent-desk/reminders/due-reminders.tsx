// Callbacks whose time has come: on top of the desk, with a ring and, in a hidden page, a notification.
import { Button } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { endpoints } from "@tandem/contract";
import type { Reminder } from "@tandem/contract";
import { Banner } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { RingNotice, usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";
import { dueAt } from "./due.ts";
import { useReadReminders, useReminders } from "./use-reminders.ts";

/** The longest wait of `setTimeout` (HTML, timers: a signed 32-bit number). */
const longestWaitMs = 2 ** 31 - 1;
/** As long as a person needs to look up. */
const ringMs = 5_000;

/** The reminders that are due now, by the server's clock. */
function useDue(): readonly Reminder[] {
  const { clockOffsetMs } = useLive();
  const { data = [] } = useReminders();
  const [now, setNow] = useState(() => Date.now());
  const { due, nextAt } = dueAt(data, now + clockOffsetMs);
  useEffect(() => {
    if (nextAt === undefined) return undefined;
    const wait = () => {
      const leftMs = nextAt - clockOffsetMs - Date.now();
      if (leftMs > 0) timer = setTimeout(wait, Math.min(leftMs, longestWaitMs));
      else setNow(Date.now());
    };
    let timer = setTimeout(wait, 0);
    return () => clearTimeout(timer);
  }, [nextAt, clockOffsetMs]);
  return due;
}

export function DueReminders() {
  const t = useDeskText();
  const ask = useAsk();
  const read = useReadReminders();
  const due = useDue();
  const newest = due.at(-1);
  useRing(newest, t("reminders.due"));
  const done = async (reminderId: string) => {
    await ask(callEndpoint(endpoints.finishReminder, { params: { reminderId } }));
    read();
  };
  return due.map(({ id, number, note }) => (
    <Banner
      key={id}
      tone="information"
      title={`${t("reminders.due")} ${number}`}
      action={
        <Button onClick={() => void done(id)} data-testid="reminder-done">
          {t("reminders.done")}
        </Button>
      }
      testId="reminder-due"
    >
      {note}
    </Banner>
  ));
}

/** Rings once for each reminder; not over a call. */
function useRing(reminder: Reminder | undefined, words: string): void {
  const { state, phone } = usePhone();
  const id = reminder?.id;
  const ring = useEffectEvent(() => {
    // Who calls now is more.
    if (state.call?.stage === "ringing") return undefined;
    const notice = new RingNotice();
    notice.start(words, reminder?.number ?? "");
    if (!state.call) phone.beep();
    const timer = setTimeout(() => notice.stop(), ringMs);
    return () => {
      clearTimeout(timer);
      notice.stop();
    };
  });
  useEffect(() => (id === undefined ? undefined : ring()), [id]);
}

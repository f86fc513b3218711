// The phone as React sees it: one per page, with the element in which the caller is heard.
import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { ReactNode } from "react";
import { useLive } from "#client/live";
import { browserClock } from "#client/time";
import { useDeskText } from "#agent-desk/texts";
import { DeskPhone } from "./desk-phone.ts";
import { lostCallsOf } from "./lost-call.ts";
import type { LostCall } from "./own-call-state.ts";
import type { Phone } from "./phone-state.ts";
import { RingNotice } from "./ring-notice.ts";

const PhoneContext = createContext<DeskPhone | undefined>(undefined);

/** Tells the phone which contact is over, so that sound and screen never differ. */
function useContactOver(phone: DeskPhone | undefined): void {
  const contact = useLive().state?.desk?.contact;
  const over = contact?.endedAt ? contact.callId : undefined;
  useEffect(() => {
    if (over !== undefined) phone?.take({ kind: "contact-over", callId: over });
  }, [phone, over]);
}

/** Calls of this agent whose sound is nowhere come to this page, without a click. */
function useTakeBack(phone: DeskPhone | undefined): void {
  const desk = useLive().state?.desk;
  const known = desk ? JSON.stringify(lostCallsOf(desk)) : "[]";
  useEffect(() => {
    const lostCalls = JSON.parse(known) as LostCall[];
    if (!phone || lostCalls.length === 0) return undefined;
    const take = () => {
      if (phone.snapshot().line !== "registered") return;
      for (const lost of lostCalls) phone.take({ kind: "take-back", lost, asked: false });
    };
    take();
    return phone.subscribe(take);
  }, [phone, known]);
}

export function PhoneProvider({
  agentId,
  children,
}: {
  readonly agentId: string;
  readonly children: ReactNode;
}) {
  const t = useDeskText();
  const caller = useRef<HTMLAudioElement>(null);
  const consultation = useRef<HTMLAudioElement>(null);
  const [phone, setPhone] = useState<DeskPhone>();
  useContactOver(phone);
  useTakeBack(phone);
  const announce = useEffectEvent((notice: RingNotice, from: string | undefined) => {
    if (from === undefined) notice.stop();
    else notice.start(t("ringing"), from || t("number.withheld"));
  });
  useEffect(() => {
    const notice = new RingNotice();
    const started = new DeskPhone({
      clock: browserClock,
      agentId,
      audio: (whose) => (whose === "caller" ? caller : consultation).current,
      onRinging: (from) => announce(notice, from),
    });
    setPhone(started);
    started.start();
    return () => {
      started.stop();
      notice.stop();
    };
  }, [agentId]);
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- live speech: there is nothing to caption */}
      <audio ref={caller} data-testid="remote-audio" autoPlay />
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- live speech: there is nothing to caption */}
      <audio ref={consultation} data-testid="consultation-audio" autoPlay />
      {phone ? <PhoneContext value={phone}>{children}</PhoneContext> : null}
    </>
  );
}

/** The phone's state, and the phone itself to tell it what the agent wants. */
export function usePhone(): { readonly state: Phone; readonly phone: DeskPhone } {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error("usePhone needs a PhoneProvider above");
  return { state: useSyncExternalStore(phone.subscribe, phone.snapshot), phone };
}

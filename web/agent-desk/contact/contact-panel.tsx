// The middle of the desk: who is on the line, what can be done now, and what came of it.
import { useEffect, useState } from "react";
import { Keypad } from "@tandem/ui";
import type { KeypadKey } from "@tandem/ui";
import { OutboundNotice } from "#agent-desk/outbound";
import { usePark } from "#agent-desk/parking";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";
import { CallControls } from "./call-controls.tsx";
import { ContactHead } from "./contact-head.tsx";
import type { ContactView } from "./contact-view.ts";
import { ConsultationCard } from "./consultation-card.tsx";
import { EmptyDesk } from "./empty-desk.tsx";
import { Script } from "./script.tsx";
import { MachineButton } from "./machine-button.tsx";
import { PartyNotice } from "./party-notice.tsx";
import { HandoverNotice } from "./handover-notice.tsx";
import type { ShortcutAction } from "./shortcut.ts";
import { TransferPanel } from "./transfer-panel.tsx";
import { useContactView } from "./use-contact-view.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { WrapUpForm } from "./wrap-up-form.tsx";

export function ContactPanel() {
  const t = useDeskText();
  const view = useContactView();
  return (
    <section className="desk-contact" aria-label={t("contact")}>
      {view ? (
        <Contact key={view.contact?.callId ?? view.call?.callId ?? "phone"} view={view} />
      ) : (
        <EmptyDesk />
      )}
    </section>
  );
}

function Contact({ view }: { readonly view: ContactView }) {
  const t = useDeskText();
  const { phone } = usePhone();
  const [keypadOpen, setKeypadOpen] = useState(false);
  const [transferOpen, setTransferOpen] = useState(false);
  const [pressed, setPressed] = useState("");
  const park = usePark();
  const dial = (key: KeypadKey) => {
    phone.take({ kind: "digit", key });
    setPressed((before) => before + key);
  };
  const act = (action: ShortcutAction) => {
    if (action.kind === "toggle-keypad") setKeypadOpen((open) => !open);
    else if (action.kind === "toggle-transfer") setTransferOpen((open) => !open);
    else if (action.kind === "digit") dial(action.key);
    else if (action.kind === "park") void (view.contact && park());
    else phone.take(action);
  };
  useShortcuts(view.call ? view.state : undefined, keypadOpen, act);
  useScreenPop(view.state);
  const speaking = view.state === "talking" || view.state === "on-hold";
  return (
    <>
      <ContactHead view={view} />
      <OutboundNotice />
      <PartyNotice contact={view.state === "wrap-up" ? undefined : view.contact} />
      <CallControls view={view} open={{ keypad: keypadOpen, transfer: transferOpen }} onAction={act} />
      {view.contact && view.state !== "offered" ? <MachineButton contact={view.contact} /> : null}
      <ConsultationCard />
      <HandoverNotice />
      <div className="desk-work">
        {speaking && transferOpen && view.call ? (
          <TransferPanel onDone={() => setTransferOpen(false)} />
        ) : null}
        {speaking && keypadOpen ? (
          <Keypad label={t("keypad")} onKey={dial} pressed={pressed} disabled={!view.call} />
        ) : null}
        <Script queueId={view.contact?.queueId ?? null} />
        {view.contact && view.state !== "offered" ? (
          <WrapUpForm contact={view.contact} state={view.state} />
        ) : null}
      </div>
    </>
  );
}

/** Marks the moment at which the agent sees who calls, for whoever measures how soon that is after the ring. */
function useScreenPop(state: ContactView["state"]): void {
  useEffect(() => {
    if (state === "offered") performance.mark("tandem-screen-pop");
  }, [state]);
}

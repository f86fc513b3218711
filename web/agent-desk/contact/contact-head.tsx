// The contact's number, state with its timer, queue, and how long they waited.
import type { DeskContact } from "@tandem/contract";
import { formatDurationMs, StateBadge } from "@tandem/ui";
import { LiveTimer } from "#client/live";
import { useDeskText } from "#agent-desk/texts";
import { contactTone } from "./contact-tone.ts";
import type { ContactView } from "./contact-view.ts";

export function ContactHead({ view }: { readonly view: ContactView }) {
  const t = useDeskText();
  const { contact } = view;
  return (
    <header className="desk-contact-head">
      <h1 className="desk-number t-figures" data-testid="contact-number">
        {view.number || t("number.withheld")}
      </h1>
      <div className="desk-contact-facts">
        <StateBadge tone={contactTone[view.state]} state={view.state} testId="contact-state" filled>
          {t(`work.${view.state}`)}
          {view.since === undefined || view.state === "wrap-up" ? null : (
            <>
              {" "}
              <LiveTimer since={view.since} />
            </>
          )}
        </StateBadge>
        {contact ? (
          <>
            {contact.isCallback ? <b data-testid="contact-callback">{t("contact.callback")}</b> : null}
            <span>
              <span className="t-soft">{t("contact.queue")}</span>{" "}
              <b data-testid="contact-queue">{contact.queueName ?? t("contact.direct")}</b>
            </span>
            {contact.dnis === "" ? null : <Arrival contact={contact} />}
            {Object.entries(contact.tags).map(([name, value]) => (
              <span key={name} data-testid="contact-tag">
                <span className="t-soft">{name}</span> <b className="t-figures">{value}</b>
              </span>
            ))}
          </>
        ) : null}
      </div>
    </header>
  );
}

/** Of somebody who called; whom the agent called has not waited. */
function Arrival({ contact }: { readonly contact: DeskContact }) {
  const t = useDeskText();
  return (
    <>
      <span>
        <span className="t-soft">{t("contact.waited")}</span>{" "}
        <b className="t-figures">{formatDurationMs(contact.waitMs)}</b>
      </span>
      <span>
        <span className="t-soft">{t("contact.dialled")}</span> <b className="t-figures">{contact.dnis}</b>
      </span>
    </>
  );
}

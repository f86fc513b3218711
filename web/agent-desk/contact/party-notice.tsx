// Who else is on the line: a supervisor whom the agent hears, and a third who takes part.
import { StateBadge } from "@tandem/ui";
import type { DeskContact } from "@tandem/contract";
import { useDeskText } from "#agent-desk/texts";

export function PartyNotice({ contact }: { readonly contact: DeskContact | undefined }) {
  const t = useDeskText();
  if (!contact || (contact.supervisors.length === 0 && !contact.isThreeWay)) return null;
  return (
    <output className="desk-on-line" data-testid="party-notice">
      {contact.isThreeWay ? (
        <span data-testid="three-way">
          <StateBadge tone="talking" state="three-way">
            {t("three-way")}
          </StateBadge>{" "}
          <span className="t-soft">{t("three-way.hint")}</span>
        </span>
      ) : null}
      {contact.supervisors.map(({ name, mode }) => (
        <span key={name} data-testid="supervisor-notice" data-state={mode}>
          <StateBadge tone="offered" state={mode}>
            {t(mode === "whisper" ? "supervisor.whisper" : "supervisor.barge", { name })}
          </StateBadge>{" "}
          <span className="t-soft">
            {t(mode === "whisper" ? "supervisor.whisper.hint" : "supervisor.barge.hint")}
          </span>
        </span>
      ))}
    </output>
  );
}

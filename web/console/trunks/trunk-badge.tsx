// A trunk's state in its colour, and why it is not well.
import type { TrunkLive, TrunkState } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { useLocale } from "#client/text";
import { useConsoleText } from "#console/texts";

const toneOf: Readonly<Record<TrunkState, Tone>> = {
  up: "ready",
  degraded: "hold",
  down: "alarm",
  unknown: "away",
  "auth-failed": "alarm",
  loop: "alarm",
  disabled: "offline",
};

export function TrunkBadge({ live }: { readonly live: TrunkLive }) {
  const t = useConsoleText();
  const locale = useLocale();
  const ailing = live.servers.find(({ cause }) => cause !== null)?.uri.replace(/^sip:/, "") ?? "";
  return (
    <div className="console-trunk-state">
      <StateBadge tone={toneOf[live.state]} state={live.state} testId={`trunk-${live.name}`}>
        {t(`trunk.${live.state}`)}
      </StateBadge>
      {live.causeKind === null ? null : (
        <div className="console-trunk-cause">
          {/* The server's words are English; elsewhere they are said by kind, with the server they are about. */}
          {locale === "en" ? live.cause : `${t(`trunk-cause.${live.causeKind}`)} ${ailing}`}
        </div>
      )}
    </div>
  );
}

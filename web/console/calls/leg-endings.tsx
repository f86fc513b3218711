// How each side of the call ended, a sentence for each.
import type { CallLegRecord } from "@tandem/contract";
import { useConsoleText } from "#console/texts";
import { endingSentence } from "./leg-ending.ts";

export function LegEndings({ legs }: { readonly legs: readonly CallLegRecord[] }) {
  const t = useConsoleText();
  return (
    <dl className="console-endings" aria-label={t("leg.endings")}>
      {legs.map((leg) => (
        <div key={leg.id}>
          <dt className="t-soft">{leg.agentName ?? t(`leg.${leg.kind}`)}</dt>
          <dd>{endingSentence(leg, t)}</dd>
        </div>
      ))}
    </dl>
  );
}

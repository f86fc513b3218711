// What the colours and lines of the ladder mean; only those that are on show.
import { useConsoleText } from "#console/texts";
import type { MessageKind } from "./ladder-view.ts";

export type LadderLegendProps = { readonly kinds: readonly MessageKind[]; readonly repeated: boolean };

export function LadderLegend({ kinds, repeated }: LadderLegendProps) {
  const t = useConsoleText();
  return (
    <ul className="ladder-legend" aria-label={t("ladder.legend")}>
      {kinds.map((kind) => (
        <li key={kind} className={`ladder-kind-${kind}`}>
          <i aria-hidden="true" />
          {t(`ladder.kind.${kind}`)}
        </li>
      ))}
      {repeated ? (
        <li className="ladder-repeated">
          <i aria-hidden="true" />
          {t("ladder.repeated")}
        </li>
      ) : null}
    </ul>
  );
}

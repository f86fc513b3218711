// Why a call ended, in a word and a colour.
import { StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import type { EndCause } from "@tandem/contract";
import { useConsoleText } from "#console/texts";

const causeTone: Readonly<Record<EndCause, Tone>> = {
  completed: "ready",
  abandoned: "hold",
  "flow-ended": "away",
  rejected: "away",
  "no-answer": "hold",
  busy: "hold",
  transferred: "ready",
  "media-lost": "alarm",
  "system-restart": "alarm",
  failed: "alarm",
};

export function CauseTag({ cause }: { readonly cause: EndCause }) {
  const t = useConsoleText();
  return <StateBadge tone={causeTone[cause]}>{t(`cause.${cause}`)}</StateBadge>;
}

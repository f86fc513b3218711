// How good the caller sounds, as a figure and a word.
import { useEffect, useState } from "react";
import { StateBadge } from "@tandem/ui";
import { countsOf, ratingBetween, usePhone } from "#agent-desk/phone";
import type { SoundCounts } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

/** Often enough to notice, seldom enough that the figure can be read. */
const measureMs = 2_000;
const goodFrom = 4;
const fairFrom = 3.1;

/** Of the call that is there now; built anew for each call. */
function useRating(): number | undefined {
  const { phone } = usePhone();
  const [rating, setRating] = useState<number>();
  useEffect(() => {
    let before: SoundCounts | undefined;
    const measure = async () => {
      const report = await phone.soundReport();
      const after = report && countsOf(report);
      if (before && after) setRating(ratingBetween(before, after));
      before = after;
    };
    const timer = setInterval(() => void measure(), measureMs);
    return () => clearInterval(timer);
  }, [phone]);
  return rating;
}

export function LiveQuality() {
  const { call } = usePhone().state;
  return call?.stage === "talking" ? <Rating key={call.sipId} /> : null;
}

const tones = { good: "ready", fair: "hold", poor: "alarm" } as const;

function Rating() {
  const t = useDeskText();
  const rating = useRating();
  if (rating === undefined) return null;
  const word = rating >= goodFrom ? "good" : rating >= fairFrom ? "fair" : "poor";
  return (
    <StateBadge tone={tones[word]} state={word} testId="live-quality">
      {t(`quality.${word}`)} <span className="t-figures">MOS {rating.toFixed(1)}</span>
    </StateBadge>
  );
}

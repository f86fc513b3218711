// Whether the phone works, in a word.
import { StateBadge } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { phoneStateName, usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

const phoneTone: Readonly<Record<ReturnType<typeof phoneStateName>, Tone>> = {
  registered: "ready",
  connecting: "away",
  lost: "alarm",
  "no-microphone": "alarm",
  "other-tab": "offline",
};

export function PhoneStatus() {
  const t = useDeskText();
  const name = phoneStateName(usePhone().state);
  return (
    <StateBadge tone={phoneTone[name]} state={name} testId="phone-state">
      {t(`phone.${name}`)}
    </StateBadge>
  );
}

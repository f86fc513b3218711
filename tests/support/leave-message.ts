// A caller at a mailbox: hears what is said to them, and speaks after the beep.
import type { Baresip } from "../peers/baresip.ts";
import { containsPrompt } from "./call-checks.ts";
import { slice, tonePresentMs } from "./tone.ts";
import { until } from "./until.ts";
import { durationMs } from "./wav.ts";

export async function hears(caller: Baresip, prompt: string): Promise<void> {
  await until(
    `the caller hears ${prompt}`,
    async () => containsPrompt(await caller.waitHeard(1), prompt),
    30_000,
  );
}

/** Passes the greeting over, hears the beep, and speaks. */
export async function speakAfterBeep(caller: Baresip, ms: number): Promise<void> {
  const before = durationMs(await caller.waitHeard(1000));
  await caller.sendDigits("1");
  const beepHz = 1000;
  const heard = await until("the beep", async () => {
    const sound = await caller.waitHeard(1);
    const part = slice(sound, before, durationMs(sound));
    return tonePresentMs(part, sound.sampleRateHz, beepHz) > 250 ? sound : undefined;
  });
  // Silence is sent meanwhile, so that no carrier thinks the call dead.
  await caller.waitHeard(durationMs(heard) + ms);
}

// Who hears which tone: asked of real phones and pages until it is so.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Baresip } from "../peers/baresip.ts";
import { heardTone } from "../peers/chromium.ts";
import { levelDbfs, slice, tonePresentMs } from "./tone.ts";
import { until } from "./until.ts";
import { durationMs } from "./wav.ts";
import type { Sound } from "./wav.ts";

/** Softer than any prompt or music, louder than what an empty line carries. */
const silenceDbfs = -60;

/** What a phone hears from now on for a while. */
async function listen(phone: Baresip, ms: number): Promise<{ sound: Sound; fromMs: number; toMs: number }> {
  const fromMs = durationMs(await phone.waitHeard(1));
  const sound = await phone.waitHeard(fromMs + ms);
  return { sound, fromMs, toMs: durationMs(sound) };
}

/** Share of the time, from now on for a while, in which a phone hears a tone. */
export async function shareHeard(phone: Baresip, ms: number, frequencyHz: number): Promise<number> {
  const { sound, fromMs, toMs } = await listen(phone, ms);
  return share(sound, fromMs, toMs, frequencyHz);
}

/** Share of a second and a half in which a page plays a tone; the first second fills the browser's buffers. */
export async function shareAtPage(page: Page, frequencyHz: number): Promise<number> {
  return share(await heardTone(page, 2500), 1000, 2500, frequencyHz);
}

/** Share of the time between two moments in which a tone is there. */
function share(sound: Sound, fromMs: number, toMs: number, frequencyHz: number): number {
  return tonePresentMs(slice(sound, fromMs, toMs), sound.sampleRateHz, frequencyHz) / (toMs - fromMs);
}

/** Resolves when, for a second, a phone hears something that is not this tone. */
export async function assertHearsMusic(phone: Baresip, notHz: number): Promise<void> {
  await until("the caller waits with music", async () => {
    const { sound, fromMs, toMs } = await listen(phone, 1000);
    return levelDbfs(slice(sound, fromMs, toMs)) > silenceDbfs && share(sound, fromMs, toMs, notHz) < 0.05;
  });
}

/** Asks again and again, for ten seconds, until it is more than wanted. */
export async function assertHears(who: string, ask: () => Promise<number>, wanted = 0.8): Promise<void> {
  const shares: number[] = [];
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    shares.push(await ask().catch(() => 0));
    if ((shares.at(-1) as number) > wanted) return;
  }
  assert.fail(`${who}: only ${shares.map((each) => `${Math.round(each * 100)} %`).join(", ")}`);
}

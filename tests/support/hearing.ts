// Who hears which tone: asked of real phones and pages until it is so.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { heardTone } from "../peers/chromium.ts";
import { levelDbfs, slice, toneLevelDbfs, tonePresentMs } from "./tone.ts";
import { until } from "./until.ts";
import { durationMs } from "./wav.ts";
import type { Sound } from "./wav.ts";

/** A phone whose sound can be listened to. */
type Listener = { waitHeard(ms: number): Promise<Sound> };

/** Somebody on a phone, and the tone they speak. */
type Voice = { readonly name: string; readonly phone: Listener; readonly hz: number };

/** Softer than any prompt or music, louder than what an empty line carries. */
const silenceDbfs = -60;

/** What a phone hears from now on for a while. */
async function listen(phone: Listener, ms: number): Promise<{ sound: Sound; fromMs: number; toMs: number }> {
  const fromMs = durationMs(await phone.waitHeard(1));
  const sound = await phone.waitHeard(fromMs + ms);
  return { sound, fromMs, toMs: durationMs(sound) };
}

/** Share of the time, from now on for a while, in which a phone hears a tone. */
export async function shareHeard(phone: Listener, ms: number, frequencyHz: number): Promise<number> {
  const { sound, fromMs, toMs } = await listen(phone, ms);
  return share(sound, fromMs, toMs, frequencyHz);
}

/** Share of a time in which a page plays a tone, after a second that fills the browser's buffers. */
export async function shareAtPage(page: Page, frequencyHz: number, lengthMs = 1500): Promise<number> {
  const endMs = 1000 + lengthMs;
  return share(await heardTone(page, endMs), 1000, endMs, frequencyHz);
}

/** Share of the time between two moments in which a tone is there. */
function share(sound: Sound, fromMs: number, toMs: number, frequencyHz: number): number {
  return tonePresentMs(slice(sound, fromMs, toMs), sound.sampleRateHz, frequencyHz) / (toMs - fromMs);
}

/** Resolves when, for a second, a phone hears something that is not this tone. */
export async function assertHearsMusic(phone: Listener, notHz: number): Promise<void> {
  await until("the caller waits with music", async () => {
    const { sound, fromMs, toMs } = await listen(phone, 1000);
    return levelDbfs(slice(sound, fromMs, toMs)) > silenceDbfs && share(sound, fromMs, toMs, notHz) < 0.05;
  });
}

/** Quieter than any tone of a test, louder than what is 40 dB under one. */
const audibleDbfs = -30;
/** How far under the softest tone that is heard all others have to be. */
const absentDb = 40;

/**
 * Resolves when, for a second, a phone hears the voices `heard`, and every other one of `all` at least 40 dB under
 * them. A stalled machine tears holes into sound, which ring at every frequency: then the next second is taken.
 */
export async function assertHearsOnly(
  who: string,
  phone: Listener,
  heard: readonly number[],
  all: readonly number[],
): Promise<void> {
  const seen: string[] = [];
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const { sound, fromMs } = await listen(phone, 1000);
    const part = slice(sound, fromMs, fromMs + 1000);
    const levels = all.map((hz) => ({ hz, dbfs: toneLevelDbfs(part, sound.sampleRateHz, hz) }));
    const softest = Math.min(...levels.filter(({ hz }) => heard.includes(hz)).map(({ dbfs }) => dbfs));
    const others = levels.filter(({ hz }) => !heard.includes(hz));
    if (softest > audibleDbfs && others.every(({ dbfs }) => dbfs < softest - absentDb)) return;
    seen.push(levels.map(({ hz, dbfs }) => `${hz} Hz ${dbfs.toFixed(0)}`).join(", "));
  }
  assert.fail(
    `${who} should hear ${heard.join(" and ")} Hz alone; heard, in dBFS: ${seen.slice(-4).join("; ")}`,
  );
}

/** Resolves when a page plays all these voices at once. */
export async function assertPageHears(page: Page, heard: readonly number[]): Promise<void> {
  const seen: string[] = [];
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    // It may have answered just now, and play nothing yet.
    const sound = await until("the page plays sound", async () => heardTone(page, 2000));
    // The first second fills the browser's buffers.
    const part = slice(sound, 1000, 2000);
    const levels = heard.map((hz) => toneLevelDbfs(part, sound.sampleRateHz, hz));
    if (levels.every((dbfs) => dbfs > audibleDbfs)) return;
    seen.push(levels.map((dbfs, i) => `${heard[i]} Hz ${dbfs.toFixed(0)}`).join(", "));
  }
  assert.fail(`the page should play ${heard.join(", ")} Hz; played, in dBFS: ${seen.slice(-4).join("; ")}`);
}

/** Asks again and again until it is more than wanted: for ten seconds, and five times where asking takes long. */
export async function assertHears(who: string, ask: () => Promise<number>, wanted = 0.8): Promise<void> {
  const shares: number[] = [];
  for (const deadline = Date.now() + 10_000; Date.now() < deadline || shares.length < 5;) {
    shares.push(await ask().catch(() => 0));
    if ((shares.at(-1) as number) > wanted) return;
  }
  assert.fail(`${who}: only ${shares.map((each) => `${Math.round(each * 100)} %`).join(", ")}`);
}

/** Resolves when each hears the other. */
export async function assertTalk(one: Voice, other: Voice): Promise<void> {
  const hears = (who: Voice, whom: Voice) =>
    assertHears(`${who.name} hears ${whom.name}`, () => shareHeard(who.phone, 1000, whom.hz));
  await Promise.all([hears(one, other), hears(other, one)]);
}

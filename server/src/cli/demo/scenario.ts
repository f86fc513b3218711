// The demo's call from beginning to end: an agent gets ready, a caller comes through the welcome and the queue,
// they talk, the agent hangs up and files the disposition; then everything is checked.
import { setTimeout as sleep } from "node:timers/promises";
import type { CallDetail } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { PhoneCall } from "#telephony/soft-phone";
import type { DeskClient } from "./desk-client.ts";
import { recordFindings, timesOf } from "./record-checks.ts";
import { measureSound, outOfStepMs, soundFindings, stepFindings, welcomeFindings } from "./sound-checks.ts";
import { readRecording } from "./tone.ts";
import type { StereoSound } from "./tone.ts";
import { agentToneHz, callerNumber, callerToneHz } from "./two-phones.ts";
import type { TwoPhones } from "./two-phones.ts";

export type ScenarioInput = {
  readonly desk: DeskClient;
  readonly agent: { readonly name: string; readonly password: string };
  readonly phones: TwoPhones;
  /** Told each step as it begins. */
  readonly say: (line: string) => void;
  /** Ends the demo wherever it is. */
  readonly signal: AbortSignal;
};

export type ScenarioFailure = { kind: "failed"; message: string };
type Outcome<T> = Promise<Result<T, ScenarioFailure>>;

/** What the demo found, for the JSON line. */
export type Findings = Readonly<Record<string, unknown>> & { readonly callId: string };

const number = "4000";
const disposition = "resolved";
/** Four pulses of each voice, whole ones. */
const talkMs = 4600;
const askEveryMs = 100;
/** What is measured begins this long after the two were joined. */
const marginMs = 400;

export async function runScenario(input: ScenarioInput): Outcome<Findings> {
  const ready = await makeAgentReady(input);
  if (!ready.ok) return ready;
  const talked = await talk(input);
  if (!talked.ok) return talked;
  const wrapped = await wrapUp(input);
  if (!wrapped.ok) return wrapped;
  input.say("Checking sound, recording and record · 检查语音、录音和话单");
  return check(input, talked.value, wrapped.value);
}

async function makeAgentReady({ desk, agent, phones, say, signal }: ScenarioInput): Outcome<undefined> {
  say(`Agent ${agent.name} signs in, registers a phone and becomes available · 坐席登录、注册话机并就绪`);
  const signedIn = await desk.signIn(agent.name, agent.password);
  if (!signedIn.ok) return failed("the agent cannot sign in", signedIn.error.message);
  const registered = await within(phones.registerAgent(), signal);
  if (!registered?.ok)
    return failed("the agent's phone cannot register", registered?.error.kind ?? "no answer in time");
  const available = await desk.becomeAvailable();
  return available.ok ? ok(undefined) : failed("the agent cannot become available", available.error.message);
}

/** Times as the monotonic clock shows them, in milliseconds. */
type Talk = {
  readonly answeredAt: number;
  readonly heardFrom: number;
  readonly joinedAt: number;
  readonly partedAt: number;
  readonly endedAt: number;
};

async function talk({ phones, say, signal }: ScenarioInput): Outcome<Talk> {
  say(`A caller dials ${number}, hears the welcome and presses 1 · 客户拨打 ${number}，听欢迎语并按 1`);
  const placed = await within(phones.call(number, signal), signal);
  if (!placed?.ok) return failed("the call is not answered", placed?.error.message ?? "no answer in time");
  const answeredAt = performance.now();
  const hearing = await phones.hearCaller(placed.value.legId);
  if (!hearing.ok) return failed("what the caller hears cannot be recorded", hearing.error.message);
  const heardFrom = performance.now();
  const agentCall = await within(phones.agentCall, signal);
  if (!agentCall) return failed("the agent's phone does not ring", "not in time");
  const joinedAt = performance.now();
  await phones.alsoHearAgent(agentCall.legId);
  say("The agent's phone answers: they talk · 坐席接听，双方通话");
  if (!(await talkFor(talkMs, [placed.value, agentCall], signal)))
    return failed("the call ends by itself", "before either side hung up");
  say("The agent hangs up, the caller hears the goodbye · 坐席挂断，客户听结束语");
  const partedAt = performance.now();
  await within(agentCall.hangUp(), signal);
  const ended = await within(placed.value.ended, signal);
  if (!ended) return failed("the caller's call does not end", "not in time");
  const endedAt = performance.now();
  const heard = await within(phones.stopHearing(), signal);
  if (!heard?.ok) return failed("what was heard is not written", heard?.error.message ?? "not in time");
  await within(phones.unregisterAgent(), signal);
  return ok({ answeredAt, heardFrom, joinedAt, partedAt, endedAt });
}

/** False when a call ended before the time was over. */
async function talkFor(
  durationMs: number,
  calls: readonly PhoneCall[],
  signal: AbortSignal,
): Promise<boolean> {
  const ends = calls.map((call) => call.ended.then(() => "ended" as const));
  return (await within(Promise.race([sleep(durationMs), ...ends]), signal)) !== "ended" && !signal.aborted;
}

async function wrapUp({ desk, say, signal }: ScenarioInput): Outcome<CallDetail> {
  say(`The agent files the disposition "${disposition}" · 坐席提交小结“${disposition}”`);
  const callId = await eventually(() => desk.newestCallId(), signal);
  if (!callId.ok) return failed("there is no call record", callId.error.message);
  const filed = await desk.fileDisposition(callId.value, disposition, "npm run demo");
  if (!filed.ok) return failed("the disposition cannot be filed", filed.error.message);
  const isWhole = (call: CallDetail) => call.disposition !== null && call.recordings.length > 0;
  const call = await eventually(async () => {
    const found = await desk.call(callId.value);
    return found.ok && !isWhole(found.value) ? ok(undefined) : found;
  }, signal);
  return call.ok ? call : failed("the call record does not become whole", call.error.message);
}

async function check({ desk, phones }: ScenarioInput, talked: Talk, call: CallDetail): Outcome<Findings> {
  const [recordingOfCall] = call.recordings;
  const file = recordingOfCall && (await desk.recording(recordingOfCall.id));
  if (!file?.ok) return failed("the recording cannot be fetched", file?.error.message ?? "there is none");
  const heardFile = await phones.heard();
  if (!heardFile.ok) return failed("what the phones heard cannot be read", heardFile.error.message);
  const [recording, ears] = [readRecording(file.value), readRecording(heardFile.value)];
  if (!recording || !ears) return failed("a recording is no stereo A-law WAV at 8 kHz", call.id);

  const { answeredAt, joinedAt, partedAt, endedAt } = talked;
  const sound = checkSound(recording, ears, talked);
  const problems = [
    ...sound.problems,
    ...recordFindings(call, {
      ani: callerNumber,
      dnis: number,
      disposition,
      answeredMs: endedAt - answeredAt,
      talkMs: partedAt - joinedAt,
    }),
  ];
  if (problems.length > 0) return failed("not everything is as it must be", problems.join("; "));
  const { heard, outOfStep } = sound;
  const tone = (toneHz: number, share: number) => ({ toneHz, share: Math.round(share * 1000) / 1000 });
  return ok({
    callId: call.id,
    heardByCaller: tone(agentToneHz, heard.left.share),
    heardByAgent: tone(callerToneHz, heard.right.share),
    recording: { durationMs: recordingOfCall?.durationMs, outOfStepMs: Math.round(outOfStep) },
    record: { ...timesOf(call), endCause: call.endCause, disposition: call.disposition },
  });
}

/** The recording begins when the two are joined; what the phones heard was recorded from `heardFrom` on. */
function checkSound(recording: StereoSound, ears: StereoSound, { heardFrom, joinedAt, partedAt }: Talk) {
  const heardSpan = { fromMs: joinedAt - heardFrom + marginMs, toMs: partedAt - heardFrom };
  const heard = measureSound(ears, { leftHz: agentToneHz, rightHz: callerToneHz }, heardSpan);
  const recordedSpan = { fromMs: marginMs, toMs: partedAt - joinedAt };
  const recorded = measureSound(recording, { leftHz: callerToneHz, rightHz: agentToneHz }, recordedSpan);
  const outOfStep = outOfStepMs(recorded, heard);
  const problems = [
    ...welcomeFindings(ears),
    ...soundFindings(heard, { left: "what the caller hears", right: "what the agent hears" }),
    ...soundFindings(recorded, { left: "the recording's left (caller)", right: "its right (agent)" }),
    ...stepFindings(outOfStep),
  ];
  return { heard, outOfStep, problems };
}

function failed(what: string, why: string): Result<never, ScenarioFailure> {
  return err({ kind: "failed", message: `${what}: ${why}` });
}

/** The promise's value; undefined when the signal is aborted before. */
async function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const aborted = Promise.withResolvers<undefined>();
  const abort = () => aborted.resolve(undefined);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Asks until there is a value, an error, or no more time. */
async function eventually<T>(
  ask: () => Promise<Result<T | undefined, { kind: string; message: string }>>,
  signal: AbortSignal,
): Promise<Result<T>> {
  while (!signal.aborted) {
    const asked = await ask();
    if (!asked.ok) return asked;
    if (asked.value !== undefined) return ok(asked.value);
    await sleep(askEveryMs);
  }
  return err({ kind: "timeout", message: "not in time" });
}

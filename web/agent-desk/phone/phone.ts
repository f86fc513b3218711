// The desk's phone: getting a line, keeping it, and the call on it.
//
// | line             | meaning                                         | leaves by                              |
// | waiting          | asks the other tabs for the phone               | tab-mine, tab-elsewhere                |
// | elsewhere        | another tab of this agent has the phone         | tab-mine                               |
// | microphone-check | the browser asks for the microphone             | microphone                             |
// | no-microphone    | denied, missing or insecure page                | try-again (also by a new device)       |
// | credential       | asks the server for SIP credentials             | credential, credential-failed          |
// | connecting       | registers for the first time                    | registered, line-lost                  |
// | registered       | can ring                                        | line-lost, credential-refused, microphone-lost |
// | lost             | was registered; comes back by itself            | registered                             |
import type { MicrophoneProblem } from "#client/sip";
import { loseLine, regainLine, stepCall } from "./phone-call.ts";
import { concernsOwnCalls, stepOwnCall } from "./own-call.ts";
import { newPhone } from "./phone-state.ts";
import type { LineEffect, LineInput, Phone, PhoneEffect, PhoneInput, PhoneStep } from "./phone-state.ts";

/** Renewed when this share of a credential's life is over, so that a slow server does no harm. */
const renewalShare = 0.75;

/** A computer whose clock is ahead sees credentials that seem to be over already: it must not ask without pause. */
const shortestRenewalMs = 30_000;

/** Delay before asking for credentials again: 1, 2, 4, 5, 5 … seconds. */
function retryDelayMs(failures: number): number {
  return Math.min(1_000 * 2 ** (failures - 1), 5_000);
}

const lineInputs: Readonly<Record<LineInput["kind"], true>> = {
  "tab-mine": true,
  "tab-elsewhere": true,
  microphone: true,
  "microphone-lost": true,
  "try-again": true,
  credential: true,
  "credential-failed": true,
  "credential-due": true,
  registered: true,
  "line-lost": true,
  "credential-refused": true,
};

function isLineInput(input: PhoneInput): input is LineInput {
  return input.kind in lineInputs;
}

/** Pure; has no need of the time, as every delay is an effect. */
export function stepPhone(state: Phone, input: PhoneInput): PhoneStep {
  if (isLineInput(input)) return stepLine(state, input);
  if (concernsOwnCalls(state, input)) return stepOwnCall(state, input);
  const { call, effects } = stepCall(state.call, input, state.line === "registered");
  return call === state.call && effects.length === 0
    ? { state, effects }
    : { state: { ...state, call }, effects };
}

function stepLine(state: Phone, input: LineInput): PhoneStep {
  const same: PhoneStep = { state, effects: [] };
  switch (input.kind) {
    case "tab-mine":
      return { state: { ...newPhone, line: "microphone-check" }, effects: [{ kind: "check-microphone" }] };
    case "tab-elsewhere":
      return giveUpPhone(state);
    case "microphone":
      return state.line === "microphone-check" ? afterMicrophone(state, input.problem) : same;
    case "microphone-lost":
      return state.running ? loseMicrophone(state, input.problem) : same;
    case "try-again":
      if (state.line !== "no-microphone") return same;
      return { state: { ...state, line: "microphone-check" }, effects: [{ kind: "check-microphone" }] };
    case "credential":
      return afterCredential(state, input.lifeMs);
    case "credential-failed": {
      const credentialFailures = state.credentialFailures + 1;
      const effects = [{ kind: "credential-timer", delayMs: retryDelayMs(credentialFailures) }] as const;
      return { state: { ...state, credentialFailures }, effects };
    }
    case "credential-due":
      return state.running || state.line === "credential"
        ? { state, effects: [{ kind: "get-credential" }] }
        : same;
    case "registered":
      return state.running ? afterRegistered(state) : same;
    case "line-lost":
      if (state.line !== "registered") return same;
      return { state: { ...state, line: "lost", ...loseLines(state) }, effects: [] };
    case "credential-refused":
      if (!state.running) return same;
      return {
        state: { ...state, line: "lost", ...loseLines(state) },
        effects: [refusedRetry(state)],
      };
    default:
      return input satisfies never;
  }
}

/** At once the first time, then slower: a server that refuses for good must not be hammered. */
function refusedRetry(state: Phone): LineEffect {
  return state.line === "registered"
    ? { kind: "get-credential" }
    : { kind: "credential-timer", delayMs: 2_000 };
}

function putDown(state: Phone): PhoneEffect[] {
  const effects: PhoneEffect[] = [];
  if (state.call?.stage === "ringing") effects.push({ kind: "stop-ringing" });
  if (state.running) effects.push({ kind: "stop" });
  return effects;
}

function giveUpPhone(state: Phone): PhoneStep {
  return { state: { ...newPhone, line: "elsewhere" }, effects: putDown(state) };
}

function loseMicrophone(state: Phone, microphoneProblem: MicrophoneProblem): PhoneStep {
  // A phone that cannot speak must not ring: the queue would offer it call after call.
  return { state: { ...newPhone, line: "no-microphone", microphoneProblem }, effects: putDown(state) };
}

function afterMicrophone(state: Phone, problem: MicrophoneProblem | undefined): PhoneStep {
  if (problem) return { state: { ...state, line: "no-microphone", microphoneProblem: problem }, effects: [] };
  const next: Phone = { ...state, line: "credential", microphoneProblem: undefined };
  return { state: next, effects: [{ kind: "get-credential" }] };
}

function afterCredential(state: Phone, lifeMs: number): PhoneStep {
  if (state.line === "elsewhere" || state.line === "waiting") return { state, effects: [] };
  const timer: LineEffect = {
    kind: "credential-timer",
    delayMs: Math.max(shortestRenewalMs, lifeMs * renewalShare),
  };
  const renewed = { ...state, credentialFailures: 0 };
  if (!state.running) {
    return { state: { ...renewed, line: "connecting", running: true }, effects: [{ kind: "start" }, timer] };
  }
  const registerNow = state.line !== "registered";
  return { state: renewed, effects: [{ kind: "use-credential", registerNow }, timer] };
}

function loseLines({ call, consultation }: Phone): Pick<Phone, "call" | "consultation"> {
  const second = loseLine(consultation?.call);
  return { call: loseLine(call), consultation: consultation && second && { ...consultation, call: second } };
}

function afterRegistered(state: Phone): PhoneStep {
  const { call, effects } = regainLine(state.call);
  const second = regainLine(state.consultation?.call);
  const consultation = state.consultation && second.call && { ...state.consultation, call: second.call };
  return {
    state: { ...state, line: "registered", call, consultation },
    effects: [...effects, ...second.effects],
  };
}

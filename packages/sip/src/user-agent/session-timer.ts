// Shell of dialog/session-timer: the timer headers of one dialog's requests and answers, and its timers (RFC 4028).
import { assertNever } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import {
  answerSessionTimer,
  defaultIntervalSeconds,
  minIntervalSeconds,
  stepSessionTimer,
} from "../dialog/index.ts";
import type {
  SessionTimerAnswer,
  SessionTimerEffect,
  SessionTimerInput,
  SessionTimerName,
  SessionTimerState,
} from "../dialog/index.ts";
import { minimumExpiresOf, sessionExpiresOf, writeSessionExpires } from "../message/index.ts";
import type { HeaderList, SipRequest, SipResponse } from "../message/index.ts";
import { NamedTimers } from "../transaction/index.ts";
import type { SessionTimerSnapshot } from "./dialog-snapshot-types.ts";
import type { SessionTimerOptions } from "./types.ts";

/** A restored call gets this long for a refresh that came while nobody was there: it is repeated until then. */
const deadlineAfterRestoreMs = 5_000;
/** A refresh that is due waits for the sockets to listen again. */
const refreshAfterRestoreMs = 1_000;

export type SessionTimerPorts = {
  clock: Clock;
  own: SessionTimerOptions;
  /** Sends a refresh; resolves with whether it was accepted. */
  refresh(): Promise<boolean>;
  onExpired(): void;
};

export const defaultSessionTimer: SessionTimerOptions = {
  intervalSeconds: defaultIntervalSeconds,
  minSeconds: minIntervalSeconds,
};

export class SessionTimer {
  readonly #ports: SessionTimerPorts;
  readonly #timers: NamedTimers<SessionTimerName>;
  #state: SessionTimerState = { name: "off" };
  /** Raised by a 422. */
  #minSeconds: number | undefined;
  #due: Partial<Record<SessionTimerName, number>> = {};

  constructor(ports: SessionTimerPorts) {
    this.#ports = ports;
    this.#timers = new NamedTimers(ports.clock, (timer) => this.#advance({ kind: "timer", timer }));
  }

  snapshot(): SessionTimerSnapshot {
    return { state: this.#state, minSeconds: this.#minSeconds, due: { ...this.#due } };
  }

  /** Goes on as the timer of an earlier process: what was due meanwhile is due now. */
  restore({ state, minSeconds, due }: SessionTimerSnapshot): void {
    // A refresh that was under way has nobody any more who hears its response.
    this.#state = state.name === "refreshing" ? { ...state, name: "running" } : state;
    this.#minSeconds = minSeconds;
    if (this.#state.name !== "running") return;
    const now = this.#ports.clock.now();
    if (due.deadline !== undefined)
      this.#start("deadline", Math.max(due.deadline - now, deadlineAfterRestoreMs));
    if (this.#state.refresher === "us")
      this.#start("refresh", Math.max((due.refresh ?? now) - now, refreshAfterRestoreMs));
  }

  /** For a re-INVITE or UPDATE of ours; the refresher stays who it is (§7.4). */
  requestHeaders(): HeaderList {
    const state = this.#state;
    if (state.name === "off" || state.name === "ended")
      return offerHeaders(this.#ports.own, this.#minSeconds);
    const refresher = state.refresher === "us" ? "uac" : "uas";
    return timerHeaders({ intervalSeconds: state.intervalSeconds, refresher }, this.#minSeconds);
  }

  /** A 2xx to an INVITE or UPDATE of ours. */
  agreeByResponse(success: SipResponse): void {
    const expires = sessionExpiresOf(success);
    if (expires === undefined) return this.#advance({ kind: "declined" });
    const refresher = expires.refresher === "uas" ? "peer" : "us";
    const intervalSeconds = Math.max(expires.intervalSeconds, minIntervalSeconds);
    this.#advance({ kind: "agreed", intervalSeconds, refresher });
  }

  /** Headers of a 422 when theirs asks for too little; undefined when it may be accepted. */
  refusalOf(request: SipRequest): HeaderList | undefined {
    return sessionTimerRefusal(request, this.#ports.own);
  }

  /** Our 2xx to theirs goes out now: agrees, and gives its headers. */
  accept(request: SipRequest): HeaderList {
    const answer = answerTo(request, this.#ports.own);
    if (answer.kind !== "on") {
      this.#advance({ kind: "declined" });
      return [];
    }
    const { intervalSeconds, refresher } = answer;
    this.#advance({ kind: "agreed", intervalSeconds, refresher: refresher === "uac" ? "peer" : "us" });
    const value = writeSessionExpires({ intervalSeconds, refresher });
    // §9: who has to refresh must know that it has to.
    return [["Session-Expires", value], ...(refresher === "uac" ? [["Require", "timer"] as const] : [])];
  }

  /** A 422 to ours: false when it gives no higher minimum to try with (§7.4). */
  raise(refusal: SipResponse): boolean {
    const minSeconds = minimumExpiresOf(refusal);
    if (minSeconds === undefined || minSeconds <= (this.#minSeconds ?? 0)) return false;
    this.#minSeconds = minSeconds;
    return true;
  }

  end(): void {
    this.#advance({ kind: "end" });
  }

  #advance(input: SessionTimerInput): void {
    const { state, effects } = stepSessionTimer(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: SessionTimerEffect): void {
    switch (effect.kind) {
      case "refresh":
        return void this.#refresh();
      case "expire":
        return this.#ports.onExpired();
      case "start-timer":
        return this.#start(effect.timer, effect.delayMs);
      case "stop-timer":
        delete this.#due[effect.timer];
        return this.#timers.stop(effect.timer);
      default:
        return assertNever(effect);
    }
  }

  #start(timer: SessionTimerName, delayMs: number): void {
    this.#due[timer] = this.#ports.clock.now() + delayMs;
    this.#timers.start(timer, delayMs);
  }

  async #refresh(): Promise<void> {
    // A success has said so by `agreeByResponse` already.
    if (!(await this.#ports.refresh())) this.#advance({ kind: "failed" });
  }
}

/** For our first INVITE: we leave open who refreshes. `minSeconds` is what a 422 asked for. */
export function offerHeaders(own: SessionTimerOptions, minSeconds: number | undefined): HeaderList {
  return timerHeaders({ intervalSeconds: own.intervalSeconds, refresher: undefined }, minSeconds);
}

/** Headers of a 422 (§6); undefined when the request's interval may be accepted. */
export function sessionTimerRefusal(request: SipRequest, own: SessionTimerOptions): HeaderList | undefined {
  return answerTo(request, own).kind === "too-small" ? [["Min-SE", String(own.minSeconds)]] : undefined;
}

function timerHeaders(
  expires: { intervalSeconds: number; refresher: "uac" | "uas" | undefined },
  minSeconds: number | undefined,
): HeaderList {
  const intervalSeconds = Math.max(expires.intervalSeconds, minSeconds ?? 0);
  const headers: HeaderList = [["Session-Expires", writeSessionExpires({ ...expires, intervalSeconds })]];
  return minSeconds === undefined ? headers : [...headers, ["Min-SE", String(minSeconds)]];
}

function answerTo(request: SipRequest, own: SessionTimerOptions): SessionTimerAnswer {
  return answerSessionTimer(
    {
      expires: sessionExpiresOf(request),
      minSeconds: minimumExpiresOf(request),
      isSupported: hasOptionTag(request, "timer"),
    },
    own,
  );
}

/** Whether the sender supports or requires an extension. */
export function hasOptionTag(request: SipRequest, tag: string): boolean {
  const { fields } = request;
  for (const { key, value } of fields)
    if ((key === "supported" || key === "require") && namesTag(value, tag)) return true;
  return false;
}

function namesTag(list: string, tag: string): boolean {
  return list.includes(tag) && list.split(",").some((item) => item.trim() === tag);
}

// Carriers for tests: INVITEs and requests are noted, and answered by the test; time moves by hand.
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import type {
  Dialog,
  OutgoingInvite,
  OutgoingInviteError,
  OutgoingInviteOptions,
  OutgoingRequest,
  SipResponse,
} from "@tandem/sip";
import { parseMessage } from "@tandem/sip";
import type { TrunkNetwork } from "../sip-port.ts";

export type PlacedInvite = {
  readonly options: OutgoingInviteOptions;
  cancelled: boolean;
  answer(): void;
  refuse(status: number, headers?: readonly (readonly [string, string])[]): void;
  fail(error: OutgoingInviteError): void;
};

export type PlacedRequest = {
  readonly request: OutgoingRequest;
  answer(status: number, headers?: readonly string[]): void;
  fail(kind: "timeout" | "unreachable"): void;
};

type Timer = { readonly at: number; readonly callback: () => void };

export class FakeNetwork implements TrunkNetwork {
  readonly invites: PlacedInvite[] = [];
  readonly requests: PlacedRequest[] = [];
  readonly byes: string[] = [];
  readonly ownAddress = "192.0.2.9";
  readonly clock: Clock;
  readonly sip: TrunkNetwork["sip"];
  readonly #timers = new Set<Timer>();
  #now = 1_000_000;

  constructor() {
    this.clock = {
      now: () => this.#now,
      after: (delayMs, callback) => {
        const timer = { at: this.#now + delayMs, callback };
        this.#timers.add(timer);
        return () => void this.#timers.delete(timer);
      },
    };
    this.sip = { invite: (options) => this.#invite(options), request: (request) => this.#request(request) };
  }

  random = () => 0.5;
  hostExists = async (host: string) => !host.endsWith(".invalid");

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves time on; what falls due happens in order, and promises settle between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.#now = due.at;
      due.callback();
      await settle();
    }
    this.#now = end;
  }

  #invite(options: OutgoingInviteOptions): OutgoingInvite {
    const { promise: outcome, resolve } = Promise.withResolvers<Awaited<OutgoingInvite["outcome"]>>();
    const callId = `call-${this.invites.length}`;
    const bye = async () => void this.byes.push(callId);
    const placed: PlacedInvite = {
      options,
      cancelled: false,
      answer: () => resolve(ok({ dialog: { callId, bye } as unknown as Dialog, answer: "answer" })),
      refuse: (status, headers = []) => placed.fail(rejection(status, headers)),
      fail: (error) => resolve(err(error)),
    };
    this.invites.push(placed);
    const cancel = () => {
      placed.cancelled = true;
      placed.fail({ kind: "cancelled" });
    };
    return { callId, outcome, cancel };
  }

  #request(request: OutgoingRequest): ReturnType<TrunkNetwork["sip"]["request"]> {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<TrunkNetwork["sip"]["request"]>>>();
    this.requests.push({
      request,
      answer: (status, headers = []) => resolve(ok(response(status, headers))),
      fail: (kind) => resolve(err({ kind })),
    });
    return promise;
  }
}

function rejection(status: number, headers: readonly (readonly [string, string])[]): OutgoingInviteError {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const contacts = response(status, lines)
    .list("contact")
    .flatMap((value) => {
      const uri = /<([^>]+)>/.exec(value)?.[1] ?? value;
      const host = /@([^:;>]+)/.exec(uri)?.[1] ?? "";
      return [{ uri, host } as never];
    });
  return { kind: "rejected", status, reason: "", headers: [...headers], contacts };
}

function response(status: number, headers: readonly string[]): SipResponse {
  const lines = [`SIP/2.0 ${status} X`, "Via: SIP/2.0/UDP h;branch=z9hG4bKa", "From: <sip:a@b>;tag=1"];
  lines.push("To: <sip:a@b>;tag=2", "Call-ID: a", "CSeq: 1 INVITE", ...headers, "", "");
  const parsed = parseMessage(Buffer.from(lines.join("\r\n")));
  if (!parsed.ok || parsed.value.kind !== "response") throw new Error("no response");
  return parsed.value;
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

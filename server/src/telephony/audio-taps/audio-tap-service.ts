// Audio taps: a person with the right asks for one, gets a token for one use, and a client that shows it is sent the
// sound of the call. The frames come from the media process over a connection of their own.
//
// tap     | means                                  | leaves by
// --------+----------------------------------------+------------------------------------------------------
// offered | a token is out                         | attach, 30 s
// running | frames go to the client                | call ends, client leaves, media or its worker is lost
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { err, makeFact, newId, ok } from "@tandem/kernel";
import type {
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  Result,
  TenantId,
  UserId,
} from "@tandem/kernel";
import type { BridgeFact, Bridges } from "#telephony/bridges";
import type { CallFact, Calls, MediaPort } from "#telephony/calls";
import type { AudioTapFact, TapEndReason, TapSides } from "./audio-tap-facts.ts";
import { TapStream } from "./tap-stream.ts";

/** A client connects at once; a token that lies about longer has been lost. */
const tokenLifeMs = 30_000;
/** Of one node: each is 64 kB/s at 16 kHz, through control. */
const mostTaps = 100;
/** A client that does not answer our close has gone. */
const closeMs = 5000;

export type TapWish = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly userId: UserId;
  readonly sides: TapSides;
  readonly rateHz: 8000 | 16_000;
};
export type TapTicket = TapWish & { readonly tapId: string; readonly expiresAt: number };

/** What a WebSocket has that is needed here. */
export type TapClient = {
  readonly bufferedAmount: number;
  send(data: string | Uint8Array, sent?: () => void): void;
  close(code: number): void;
  terminate(): void;
  on(event: "close" | "error", listener: () => void): unknown;
};

export type AudioTapsOptions = {
  /** Policy of this node: sound leaves for engines, or it does not. */
  readonly isAllowed: boolean;
  readonly calls: Pick<Calls, "callerLegOf" | "tenantOf">;
  readonly bridges: Pick<Bridges, "partnerOf">;
  readonly media: MediaPort;
  /** Opens the connection over which the media process sends the frames of a tap. */
  readonly openStream: (tapId: string) => Promise<Socket | undefined>;
  readonly clock: Clock;
  readonly facts: FactPublisher<AudioTapFact>;
  readonly below: FactSource<CallFact> & FactSource<BridgeFact>;
};

type RunningTap = {
  readonly ticket: TapTicket;
  readonly client: TapClient;
  readonly source: Socket;
  readonly stream: TapStream;
};

export class AudioTaps {
  readonly #options: AudioTapsOptions;
  readonly #offered = new Map<string, TapTicket>();
  readonly #running = new Map<string, RunningTap>();

  constructor(options: AudioTapsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("LegsBridged", ({ callId, callerLegId, agentLegId }) => {
      this.#setLeg(callId, 0, callerLegId);
      this.#setLeg(callId, 1, agentLegId);
    });
    below.on("BridgeEnded", ({ callId }) => this.#setLeg(callId, 1, null));
    below.on("CallEnded", ({ callId }) => {
      for (const { ticket } of this.#running.values())
        if (ticket.callId === callId) this.#end(ticket.tapId, "call-ended");
    });
  }

  /** Taps that run now. */
  get size(): number {
    return this.#running.size;
  }

  /** A token for one connection within 30 s. It is a secret: it goes to the asker and to no log. */
  offer(
    wish: TapWish,
  ): Result<{ token: string; ticket: TapTicket }, { kind: "taps-off" | "not-found" | "too-many-taps" }> {
    const { isAllowed, calls, clock } = this.#options;
    if (!isAllowed) return err({ kind: "taps-off" });
    if (calls.tenantOf(wish.callId) !== wish.tenantId) return err({ kind: "not-found" });
    const now = clock.now();
    for (const [token, { expiresAt }] of this.#offered) if (expiresAt <= now) this.#offered.delete(token);
    if (this.#running.size + this.#offered.size >= mostTaps) return err({ kind: "too-many-taps" });
    const token = randomBytes(32).toString("base64url");
    const ticket = { ...wish, tapId: newId(now), expiresAt: now + tokenLifeMs };
    this.#offered.set(token, ticket);
    return ok({ token, ticket });
  }

  /** What a token is for; it is used up. Undefined: it was never given out, was used, or is too old. */
  redeem(token: string): TapTicket | undefined {
    const ticket = this.#offered.get(token);
    this.#offered.delete(token);
    return ticket && ticket.expiresAt > this.#options.clock.now() ? ticket : undefined;
  }

  /** Sends the sound to this client until one of them ends. */
  async attach(ticket: TapTicket, client: TapClient): Promise<void> {
    const { tapId, callId } = ticket;
    let hasLeft = false;
    client.on("close", () => {
      hasLeft = true;
      this.#end(tapId, "client-left");
    });
    // An error is followed by close; without a handler it would end the process.
    client.on("error", () => client.terminate());
    const source = await this.#options.openStream(tapId);
    if (source === undefined) return client.close(1013);
    if (hasLeft || this.#options.calls.callerLegOf(callId) === undefined) {
      source.destroy();
      return client.close(1000);
    }
    const stream = new TapStream(source, client);
    this.#running.set(tapId, { ticket, client, source, stream });
    this.#sayStart(ticket, client);
    const { tenantId, userId, sides, rateHz } = ticket;
    this.#publish({ type: "AudioTapStarted", tenantId, callId, tapId, userId, sides, rateHz });
    source.on("data", (chunk: Buffer) => stream.read(chunk));
    source.on("close", () => this.#end(tapId, "media-lost"));
    const started = await this.#options.media.send({
      kind: "start-tap",
      tapId,
      rateHz,
      sides: this.#sidesOf(ticket),
    });
    if (!started.ok) this.#end(tapId, "media-lost");
  }

  #sidesOf({ callId, sides }: TapTicket): { side: 0 | 1; legId: LegId | null }[] {
    const { calls, bridges } = this.#options;
    const callerLegId = calls.callerLegOf(callId);
    const agentLegId = callerLegId && bridges.partnerOf(callId, callerLegId);
    return [
      ...(sides === "agent" ? [] : [{ side: 0 as const, legId: callerLegId ?? null }]),
      ...(sides === "caller" ? [] : [{ side: 1 as const, legId: agentLegId ?? null }]),
    ];
  }

  #setLeg(callId: CallId, side: 0 | 1, legId: LegId | null): void {
    for (const { ticket } of this.#running.values())
      if (ticket.callId === callId)
        void this.#options.media.send({ kind: "set-tap-leg", tapId: ticket.tapId, side, legId });
  }

  #sayStart({ tapId, callId, sides, rateHz }: TapTicket, client: TapClient): void {
    const names = [
      ...(sides === "agent" ? [] : [{ side: 0, name: "caller" }]),
      ...(sides === "caller" ? [] : [{ side: 1, name: "agent" }]),
    ];
    const format = { encoding: "s16le", rateHz, frameMs: 20 };
    client.send(JSON.stringify({ type: "start", version: 1, tapId, callId, sides: names, ...format }));
  }

  #end(tapId: string, reason: TapEndReason): void {
    const tap = this.#running.get(tapId);
    if (tap === undefined) return;
    this.#running.delete(tapId);
    const { ticket, client, source, stream } = tap;
    const { frames, lost } = stream;
    void this.#options.media.send({ kind: "stop-tap", tapId });
    source.destroy();
    client.send(JSON.stringify({ type: "end", reason, frames, lost }), () => {});
    client.close(1000);
    this.#options.clock.after(closeMs, () => client.terminate());
    const { tenantId, callId } = ticket;
    this.#publish({ type: "AudioTapEnded", tenantId, callId, tapId, reason, frames, lost });
  }

  #publish(content: FactContent<AudioTapFact>): void {
    this.#options.facts.publish(makeFact<AudioTapFact>(this.#options.clock, content));
  }
}

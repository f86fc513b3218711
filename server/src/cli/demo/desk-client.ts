// The simulated agent's desk: signs in by password and does over the API what a person does there.
import { endpoints } from "@tandem/contract";
import type { CallDetail, Endpoint } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { z } from "zod";

export type DeskError = { kind: "desk"; message: string };
type Answer<T> = Promise<Result<T, DeskError>>;
type Asked = { readonly params?: Readonly<Record<string, string>>; readonly body?: object };

export class DeskClient {
  readonly #baseUrl: string;
  readonly #signal: AbortSignal;
  #cookie = "";

  /** Every request ends when `signal` is aborted. */
  constructor(baseUrl: string, signal: AbortSignal) {
    this.#baseUrl = baseUrl;
    this.#signal = signal;
  }

  async signIn(name: string, password: string): Answer<unknown> {
    return this.#ask(endpoints.signIn, { body: { name, password } });
  }

  async becomeAvailable(): Answer<unknown> {
    return this.#ask(endpoints.setPresence, { body: { presence: "available" } });
  }

  async fileDisposition(callId: string, disposition: string, note: string): Answer<unknown> {
    return this.#ask(endpoints.finishWrapUp, { body: { callId, disposition, note } });
  }

  /** The newest ended call of this agent; undefined while there is none. */
  async newestCallId(): Answer<string | undefined> {
    const listed = await this.#ask(endpoints.listCalls, {});
    return listed.ok ? ok(listed.value.calls[0]?.id) : listed;
  }

  async call(callId: string): Answer<CallDetail> {
    return this.#ask(endpoints.getCall, { params: { callId } });
  }

  async recording(recordingId: string): Answer<Buffer> {
    const response = await this.#fetch(endpoints.getRecordingAudio, { params: { recordingId } });
    return response.ok ? ok(Buffer.from(await response.value.arrayBuffer())) : response;
  }

  async #ask<const E extends Endpoint>(endpoint: E, asked: Asked): Answer<z.output<E["response"]>> {
    const response = await this.#fetch(endpoint, asked);
    if (!response.ok) return response;
    const read = endpoint.response.safeParse(await response.value.json());
    if (read.success) return ok(read.data as z.output<E["response"]>);
    return err({ kind: "desk", message: `${endpoint.method} ${endpoint.path} answers in another form` });
  }

  async #fetch(endpoint: Endpoint, { params = {}, body = {} }: Asked): Answer<Response> {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
    const what = `${endpoint.method} ${path}`;
    try {
      const response = await fetch(`${this.#baseUrl}${path}`, {
        method: endpoint.method,
        headers: { "X-Tandem": "1", "Content-Type": "application/json", Cookie: this.#cookie },
        signal: this.#signal,
        ...(endpoint.method === "GET" ? {} : { body: JSON.stringify(body) }),
      });
      this.#cookie = response.headers.get("Set-Cookie")?.split(";", 1)[0] ?? this.#cookie;
      if (response.ok) return ok(response);
      return err({ kind: "desk", message: `${what}: ${response.status} ${await response.text()}` });
    } catch (error) {
      return err({ kind: "desk", message: `${what}: ${(error as Error).message}` });
    }
  }
}

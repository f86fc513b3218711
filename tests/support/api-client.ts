// A person of the tests signed in over the real API, with the contract's own shapes.
import assert from "node:assert/strict";
import type { CallDetail, CallSummary, Endpoint } from "@tandem/contract";
import { endpoints } from "@tandem/contract";
import type { z } from "zod";
import type { Tandem } from "./tandem.ts";
import { until } from "./until.ts";

type Input<E extends Endpoint> = {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: z.input<E["body"]>;
};

export class ApiClient {
  readonly #base: string;
  #cookie = "";

  constructor(base: string) {
    this.#base = base;
  }

  /** Signs in a user of the first start by name and password. */
  static async signIn(tandem: Tandem, name: string): Promise<ApiClient> {
    const user = tandem.firstRun().users.find((each) => each.name === name);
    assert.ok(user, `no first-run user ${name}`);
    const client = new ApiClient(tandem.httpUrl);
    await client.call(endpoints.signIn, { body: { name, password: user.password } });
    return client;
  }

  get cookie(): string {
    return this.#cookie;
  }

  /** The answer in the contract's shape; throws with the problem when it is not 2xx. */
  async call<const E extends Endpoint>(endpoint: E, input: Input<E> = {}): Promise<z.output<E["response"]>> {
    const response = await this.fetch(endpoint, input);
    const text = await response.text();
    assert.ok(response.ok, `${endpoint.method} ${endpoint.path}: ${response.status} ${text}`);
    return endpoint.response.parse(JSON.parse(text)) as z.output<E["response"]>;
  }

  /** The bare response, whatever its status. */
  async fetch<const E extends Endpoint>(endpoint: E, input: Input<E> = {}): Promise<Response> {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => input.params?.[name] ?? "");
    const query = new URLSearchParams(input.query).toString();
    const response = await fetch(`${this.#base}${path}${query && `?${query}`}`, {
      method: endpoint.method,
      headers: { "X-Tandem": "1", "Content-Type": "application/json", Cookie: this.#cookie },
      ...(endpoint.method === "GET" ? {} : { body: contentOf(input.body) }),
    });
    const setCookie = response.headers.get("Set-Cookie");
    if (setCookie) this.#cookie = setCookie.split(";", 1)[0] ?? "";
    return response;
  }

  /** The newest call records that satisfy a condition, waiting for `count` of them. */
  async callRecords(
    count: number,
    wanted: (call: CallSummary) => boolean = () => true,
  ): Promise<CallSummary[]> {
    return until(`${count} call records`, async () => {
      const { calls } = await this.call(endpoints.listCalls, { query: { limit: "200" } });
      const found = calls.filter(wanted);
      return found.length >= count ? found : undefined;
    });
  }

  /** A call's whole story once it satisfies a condition: records grow as facts come in. */
  async callDetail(callId: string, wanted: (call: CallDetail) => boolean = () => true): Promise<CallDetail> {
    return until(`call ${callId} is as wanted`, async () => {
      const response = await this.fetch(endpoints.getCall, { params: { callId } });
      if (!response.ok) return undefined;
      const detail = endpoints.getCall.response.parse(await response.json());
      return wanted(detail) ? detail : undefined;
    });
  }
}

/** A file as it is, all else as JSON. */
function contentOf(body: unknown): Uint8Array<ArrayBuffer> | string {
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body ?? {});
}

// A peer that does exactly what a test tells it, right or wrong.
import assert from "node:assert/strict";
import { buildRequest, buildResponse, parseMessage, serializeMessage } from "../message/index.ts";
import type {
  HeaderList,
  MessageBody,
  ResponseOptions,
  SipMessage,
  SipRequest,
  SipResponse,
} from "../message/index.ts";
import type { Destination, Transport } from "../transport/index.ts";
import type { MemoryNetwork } from "./memory-network.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export class RawPeer {
  readonly address: string;
  readonly received: SipMessage[] = [];
  readonly #transport: Transport;
  #branch = 0;

  constructor(network: MemoryNetwork, clock: VirtualClock, address: string) {
    this.address = address;
    const onMessage = (bytes: Buffer) => {
      const parsed = parseMessage(bytes);
      assert.ok(parsed.ok, "we send what can be parsed");
      this.received.push(parsed.value);
    };
    this.#transport = network.at(address)(
      { onMessage, onBroken: assert.fail, onFlowClosed: () => {} },
      clock,
    );
  }

  requests(method: string): SipRequest[] {
    return this.received
      .filter((message) => message.kind === "request")
      .filter((request) => request.method === method);
  }

  /** Status codes of the responses to `method`, in order. */
  statuses(method: string): number[] {
    return this.responses(method).map(({ status }) => status);
  }

  responses(method: string): SipResponse[] {
    return this.received
      .filter((message) => message.kind === "response")
      .filter(({ cseq }) => cseq.method === method);
  }

  respond(to: string, request: SipRequest, status: number, options: ResponseOptions = {}): void {
    const headers: HeaderList = [["Contact", `<sip:${this.address}>`], ...(options.headers ?? [])];
    this.send(to, buildResponse(request, status, { ...options, headers }));
  }

  /** Sends a request with the headers every request needs; `headers` come after them. */
  request(
    to: string | { flow: string },
    method: string,
    own: {
      callId: string;
      sequence: number;
      toTag?: string;
      branch?: string;
      headers?: HeaderList;
      body?: MessageBody;
      /** Our tag; "raw" when left out. */
      fromTag?: string;
    },
  ): void {
    const tag = own.toTag === undefined ? "" : `;tag=${own.toTag}`;
    const us = typeof to === "string" ? to : "us.example";
    const headers: HeaderList = [
      ["Via", `SIP/2.0/UDP ${this.address};branch=${own.branch ?? `z9hG4bKraw${this.#branch++}`};rport`],
      ["From", `<sip:raw@${this.address}>;tag=${own.fromTag ?? "raw"}`],
      ["To", `<sip:we@${us}>${tag}`],
      ["Call-ID", own.callId],
      ["CSeq", `${own.sequence} ${method}`],
      ["Max-Forwards", "70"],
      ...(own.headers ?? [["Contact", `<sip:raw@${this.address}>`]]),
    ];
    this.send(to, buildRequest({ method, uri: `sip:we@${us}`, headers, body: own.body }));
  }

  /** Over UDP to an address, or over a connection. */
  send(to: string | { flow: string }, message: SipMessage): void {
    const destination: Destination =
      typeof to === "string" ? { transport: "udp", address: to, port: 5060 } : to;
    this.#transport.send(destination, serializeMessage(message), assert.fail);
  }
}

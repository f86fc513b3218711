// A SIP peer that sends exactly what a test writes, over UDP or WebSocket, and keeps every message that comes back.
import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { until } from "../support/until.ts";

export type RawSipOptions =
  /** `from` may be any loopback address, to be somebody else than 127.0.0.1. */
  | { readonly over: "udp"; readonly from: string; readonly toPort: number }
  | { readonly over: "ws"; readonly url: string };

/** What a request has besides the headers that every one needs. */
export type RequestParts = {
  /** Default: that of a new call; with `callId`, `cseq` and `branch` a request follows or cancels another. */
  readonly callId?: string;
  readonly cseq?: number;
  readonly branch?: string;
  readonly from?: string;
  readonly to?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
};

export type SentRequest = { readonly callId: string; readonly branch: string; readonly uri: string };

export type AnsweredCall = SentRequest & { readonly to: string };

type Line = { readonly host: string; readonly via: string; send(text: string): void; close(): void };

const patienceMs = 5000;

/** Opens the peer's socket; over WebSocket it is connected when this resolves. */
export async function openRawSip(options: RawSipOptions): Promise<RawSip> {
  const received: string[] = [];
  const take = (text: string): void => void received.push(text);
  const line = await (options.over === "udp" ? openUdp(options, take) : openWebSocket(options, take));
  return new RawSip(line, received);
}

export class RawSip implements Disposable {
  readonly received: readonly string[];
  readonly #line: Line;

  constructor(line: Line, received: readonly string[]) {
    this.#line = line;
    this.received = received;
  }

  /** Sends a request, well formed unless its parts say otherwise. */
  request(method: string, uri: string, parts: RequestParts = {}): SentRequest {
    const { host, via } = this.#line;
    const { callId = randomBytes(8).toString("hex"), cseq = 1, body = "" } = parts;
    const branch = parts.branch ?? `z9hG4bK${randomBytes(6).toString("hex")}`;
    const headers = [
      `Via: SIP/2.0/${via} ${host};branch=${branch};rport`,
      "Max-Forwards: 70",
      `From: <sip:${parts.from ?? `nobody@${host}`}>;tag=${callId}`,
      `To: ${parts.to ?? `<${uri}>`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:nobody@${host}>`,
      ...(parts.headers ?? []),
      ...(body === "" ? [] : ["Content-Type: application/sdp"]),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.send([`${method} ${uri} SIP/2.0`, ...headers, "", body].join("\r\n"));
    return { callId, branch, uri };
  }

  send(text: string): void {
    this.#line.send(text);
  }

  /** The first message of a call that matches. Throws with all that came instead. */
  async waitFor({ callId }: SentRequest, pattern: RegExp): Promise<string> {
    const found = (): string | undefined =>
      this.received.find((text) => text.includes(callId) && pattern.test(text));
    try {
      return await until(`a message ${pattern}`, found, patienceMs);
    } catch (error) {
      throw new Error(`came instead:\n${this.received.join("\n---\n")}`, { cause: error });
    }
  }

  /** The final answer to a request, acknowledged when it is an INVITE's refusal (RFC 3261 §17.1.1.3). */
  async finalStatus(sent: SentRequest, method: string, cseq = 1): Promise<number> {
    const final = await this.waitFor(sent, new RegExp(`^SIP/2.0 [2-6][^]*CSeq: ${cseq} ${method}`, "i"));
    const status = Number(final.slice(8, 11));
    if (method === "INVITE" && status >= 300) this.#acknowledge(sent, final, cseq);
    return status;
  }

  /** Sends a request, answers its challenge once, and resolves with the status that decides. */
  async requestAs(
    method: string,
    uri: string,
    { username, password, ...parts }: RequestParts & { readonly username: string; readonly password: string },
  ): Promise<number> {
    const first = this.request(method, uri, parts);
    const challenged = await this.finalStatus(first, method);
    if (challenged !== 401) return challenged;
    const challenge = await this.waitFor(first, /^SIP\/2.0 401/);
    const authorization = answerDigest(challenge, { method, uri, username, password });
    const headers = [...(parts.headers ?? []), authorization];
    const second = this.request(method, uri, { ...parts, callId: first.callId, cseq: 2, headers });
    return this.finalStatus(second, method, 2);
  }

  /** Calls `uri` and acknowledges the answer. Throws when it is refused. */
  async call(uri: string): Promise<AnsweredCall> {
    const invite = this.request("INVITE", uri, { body: silentOffer });
    const status = await this.finalStatus(invite, "INVITE");
    if (status !== 200) throw new Error(`refused with ${status}`);
    const to = headerOf(await this.waitFor(invite, /^SIP\/2.0 200/), "To");
    this.request("ACK", uri, { callId: invite.callId, to });
    return { ...invite, to };
  }

  /** Ends a call; resolves when the other side agreed. */
  async hangUp({ callId, uri, to }: AnsweredCall): Promise<void> {
    const bye = this.request("BYE", uri, { callId, cseq: 2, to });
    await this.finalStatus(bye, "BYE", 2);
  }

  /** Agrees to a request that came in. */
  accept(request: string): void {
    this.#answer(request, "200 OK");
  }

  /** Refuses a request that came in. */
  refuse(request: string, status: number): void {
    this.#answer(request, `${status} No`);
  }

  #answer(request: string, status: string): void {
    const copied = ["Via", "From", "To", "Call-ID", "CSeq"].map(
      (name) => `${name}: ${headerOf(request, name)}`,
    );
    this.send([`SIP/2.0 ${status}`, ...copied, "Content-Length: 0", "", ""].join("\r\n"));
  }

  [Symbol.dispose](): void {
    this.#line.close();
  }

  #acknowledge({ callId, branch, uri }: SentRequest, refusal: string, cseq: number): void {
    this.request("ACK", uri, { callId, cseq, branch, to: headerOf(refusal, "To") });
  }
}

/** The value of a message's header; "" when it has none. */
export function headerOf(message: string, name: string): string {
  return new RegExp(`^${name}: *(.*)\\r$`, "im").exec(message)?.[1] ?? "";
}

/** An offer of one G.711 stream that nobody listens to. */
export const silentOffer = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "c=IN IP4 127.0.0.1",
  "t=0 0",
  "m=audio 9 RTP/AVP 8 101",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:101 telephone-event/8000",
  "",
].join("\r\n");

/** The Authorization header that answers an MD5 challenge (RFC 2617 §3.2.2). */
function answerDigest(
  challenge: string,
  { method, uri, username, password }: Readonly<Record<"method" | "uri" | "username" | "password", string>>,
): string {
  const asked = headerOf(challenge, "WWW-Authenticate");
  const field = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(asked)?.[1] ?? "";
  const [realm, nonce, cnonce, nc] = [field("realm"), field("nonce"), "0a4f113b", "00000001"];
  const secret = md5(`${username}:${realm}:${password}`);
  const response = md5([secret, nonce, nc, cnonce, "auth", md5(`${method}:${uri}`)].join(":"));
  return (
    `Authorization: Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `response="${response}", algorithm=MD5, cnonce="${cnonce}", qop=auth, nc=${nc}`
  );
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

async function openUdp(
  { from, toPort }: Extract<RawSipOptions, { over: "udp" }>,
  take: (text: string) => void,
): Promise<Line> {
  const socket = createSocket("udp4");
  socket.on("message", (bytes) => take(bytes.toString()));
  socket.bind(0, from);
  await once(socket, "listening");
  return {
    host: `${from}:${socket.address().port}`,
    via: "UDP",
    send: (text) => socket.send(text, toPort, "127.0.0.1"),
    close: () => socket.close(),
  };
}

async function openWebSocket(
  { url }: Extract<RawSipOptions, { over: "ws" }>,
  take: (text: string) => void,
): Promise<Line> {
  const socket = new WebSocket(url, "sip");
  socket.binaryType = "arraybuffer";
  socket.addEventListener("message", ({ data }) => {
    take(typeof data === "string" ? data : Buffer.from(data as ArrayBuffer).toString());
  });
  await once(socket, "open");
  return {
    // RFC 7118 §5.2: a browser does not know its address.
    host: "browser.invalid",
    via: "WS",
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
}

// A small registrar (RFC 3261 §10.3 and §22, MD5 over UDP) that the phones of this folder are tried against.
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { freePort } from "../support/free-ports.ts";

export type Registrar = AsyncDisposable & {
  readonly hostPort: string;
  /** Contact headers of the registrations that were accepted, in order. */
  readonly contacts: readonly string[];
};

const realm = "fixture";
const nonce = "0123456789abcdef";

export type RegistrarOptions = {
  /** Calls a phone in the moment in which it has registered, as one that somebody waits for. */
  readonly callsBack?: boolean;
};

/** Accepts the registration of one user with one password, answers 403 to wrong ones. */
export async function startRegistrar(
  user: string,
  password: string,
  { callsBack = false }: RegistrarOptions = {},
): Promise<Registrar> {
  const port = await freePort();
  const contacts: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (bytes, from) => {
    const request = bytes.toString();
    // What a phone answers to our INVITE.
    if (!request.startsWith("REGISTER ")) return;
    const { status, lines } = answer(request, user, password);
    if (status.startsWith("200")) contacts.push(header(request, "Contact"));
    const copied = ["Via", "From", "To", "Call-ID", "CSeq"].map(
      (name) => `${name}: ${header(request, name)}`,
    );
    const text = [`SIP/2.0 ${status}`, ...copied, ...lines, "Content-Length: 0", "", ""].join("\r\n");
    socket.send(text, from.port, from.address);
    if (callsBack && status.startsWith("200"))
      socket.send(invite(header(request, "Contact"), port), from.port, from.address);
  });
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  const close = async (): Promise<void> => {
    socket.close();
    await once(socket, "close");
  };
  return { hostPort: `127.0.0.1:${port}`, contacts, [Symbol.asyncDispose]: close };
}

function answer(request: string, user: string, password: string): { status: string; lines: string[] } {
  const credentials = header(request, "Authorization");
  if (credentials === "") {
    const challenge = `Digest realm="${realm}", nonce="${nonce}", qop="auth", algorithm=MD5`;
    return { status: "401 Unauthorized", lines: [`WWW-Authenticate: ${challenge}`] };
  }
  const field = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(credentials)?.[1] ?? "";
  const secret = md5(`${user}:${realm}:${password}`);
  const asked = md5(`REGISTER:${field("uri")}`);
  const expected = md5([secret, nonce, field("nc"), field("cnonce"), field("qop"), asked].join(":"));
  if (field("username") !== user || field("response") !== expected)
    return { status: "403 Forbidden", lines: [] };
  return { status: "200 OK", lines: [`Contact: ${header(request, "Contact")};expires=600`] };
}

/** An offer of PCMA to the phone of that contact. */
function invite(contact: string, port: number): string {
  const uri = /<([^>]+)>/.exec(contact)?.[1] ?? "";
  const own = `127.0.0.1:${port}`;
  const sdp = [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    "m=audio 9 RTP/AVP 8",
    "",
  ];
  return [
    `INVITE ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own};branch=z9hG4bKcall`,
    "Max-Forwards: 70",
    `From: <sip:${own}>;tag=caller`,
    `To: <${uri}>`,
    "Call-ID: back",
    "CSeq: 1 INVITE",
    `Contact: <sip:${own}>`,
    "Content-Type: application/sdp",
    `Content-Length: ${sdp.join("\r\n").length}`,
    "",
    sdp.join("\r\n"),
  ].join("\r\n");
}

function header(request: string, name: string): string {
  return new RegExp(`^${name}: *(.*)\\r$`, "im").exec(request)?.[1] ?? "";
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

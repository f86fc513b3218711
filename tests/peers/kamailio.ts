// Kamailio 5.6 as a carrier: ./kamailio/carrier.cfg with the values filled in, on a port of its own.
import { createSocket } from "node:dgram";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../support/free-ports.ts";
import { Program } from "../support/process.ts";
import { until } from "../support/until.ts";

export type KamailioOptions = {
  readonly user: string;
  readonly password: string;
  /** Where it takes calls out to, and from where calls for `user` come. */
  readonly gatewayPort: number;
  readonly port?: number;
  /** A shorter registration is refused with 423. */
  readonly minExpiresSeconds?: number;
  /** Listens for TLS as well, with this certificate and key (PEM files). */
  readonly tls?: { readonly certificate: string; readonly key: string };
};

/** Starts a carrier; it takes requests when this resolves. */
export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const kamailio = new Kamailio(options, options.port ?? (await freePort()), await freePort());
  await kamailio.ready();
  return kamailio;
}

/** One running carrier. `await using` ends it and removes its files. */
export class Kamailio {
  readonly port: number;
  readonly tlsPort: number;
  readonly #directory = mkdtempSync(path.join(tmpdir(), "tandem-kamailio-"));
  readonly #program: Program;

  constructor(options: KamailioOptions, port: number, tlsPort: number) {
    this.port = port;
    this.tlsPort = tlsPort;
    const values: Readonly<Record<string, string>> = {
      PORT: String(port),
      MODULES: modulesDirectory(),
      USER: options.user,
      PASSWORD: options.password,
      GATEWAY_PORT: String(options.gatewayPort),
      MIN_EXPIRES: String(options.minExpiresSeconds ?? 60),
      TLS_PORT: String(tlsPort),
      TLS_CERTIFICATE: options.tls?.certificate ?? "",
      TLS_KEY: options.tls?.key ?? "",
    };
    const template = readFileSync(path.join(import.meta.dirname, "kamailio/carrier.cfg"), "utf8");
    const config = path.join(this.#directory, "carrier.cfg");
    const text = template.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => values[name] ?? `@${name}@`);
    writeFileSync(config, text, { mode: 0o600 });
    // -DD: stays in the foreground with its workers, which end with its group.
    const args = ["-f", config, "-DD", "-E", "-Y", this.#directory, "-P", path.join(this.#directory, "pid")];
    if (options.tls) args.push("-A", "WITH_TLS");
    this.#program = new Program("/usr/sbin/kamailio", args, { name: `kamailio ${port}` });
  }

  get server(): string {
    return `sip:127.0.0.1:${this.port}`;
  }

  async ready(): Promise<void> {
    const request = Buffer.from(
      [
        `OPTIONS ${this.server} SIP/2.0`,
        "Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bKready",
        "From: <sip:ready@127.0.0.1>;tag=1",
        `To: <${this.server}>`,
        "Call-ID: ready",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
        "",
        "",
      ].join("\r\n"),
    );
    await answered(request, this.port, () => this.#program.exit !== undefined);
    if (this.#program.exit) throw new Error(`it ended:\n${this.#program.lastLines()}`);
  }

  /** Resolves with the first line of its log that matches, also one written before. */
  async logged(pattern: RegExp, timeoutMs?: number): Promise<string> {
    return this.#program.waitFor(pattern, timeoutMs);
  }

  /** Ends it without a word to anybody. */
  goDark(): void {
    this.#program.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.end();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function modulesDirectory(): string {
  const [directory] = globSync("/usr/lib/*/kamailio/modules");
  if (directory === undefined) throw new Error("kamailio's modules are not installed");
  return `${directory}/`;
}

/** Resolves when the port answers a datagram, or `isOver`. */
async function answered(request: Buffer, port: number, isOver: () => boolean): Promise<void> {
  const socket = createSocket("udp4");
  let heard = false;
  socket.on("message", () => (heard = true));
  // A closed port is told by ICMP: it is not up yet.
  socket.on("error", () => {});
  try {
    await until("kamailio answers", () => {
      socket.send(request, port, "127.0.0.1");
      return heard || isOver();
    });
  } finally {
    socket.close();
  }
}

// The DTLS server against OpenSSL's client over UDP, on a smooth network and on a rough one.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { createDtlsIdentity } from "@tandem/media";
import { DtlsServer, fingerprintOf } from "@tandem/media/testing";
import type { DtlsEffect } from "@tandem/media/testing";
import { run } from "../support/process.ts";
import { RoughNetwork } from "../support/rough-network.ts";
import type { NetworkOptions } from "../support/rough-network.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(path.join(tmpdir(), "tandem-dtls-"));
const file = (name: string): string => path.join(folder, name);

/** use_srtp profiles as OpenSSL names them, and as SDP does. */
const profiles = [
  ["SRTP_AEAD_AES_256_GCM", "AEAD_AES_256_GCM"],
  ["SRTP_AEAD_AES_128_GCM", "AEAD_AES_128_GCM"],
  ["SRTP_AES128_CM_SHA1_80", "AES_CM_128_HMAC_SHA1_80"],
  ["SRTP_AES128_CM_SHA1_32", "AES_CM_128_HMAC_SHA1_32"],
] as const;
/** More than any profile exports: 2 × (32 + 12). */
const exportedLength = 88;
/** There is no ICE here whose checks would make room for repetitions. */
const bytesOfChecks = 10_000;

/** A handshake has ten datagrams or so: with these at least three of the first eight are lost. */
const seedsWithEarlyLoss = [13, 51, 66];

/** A key and certificate made by OpenSSL: P-256 or RSA, as browsers have them. */
async function makeCertificate(name: string, algorithm: readonly string[]): Promise<void> {
  const files = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
  const subject = ["-nodes", "-days", "2", "-subj", "/CN=peer"];
  await run("openssl", ["req", "-x509", "-newkey", ...algorithm, ...subject, ...files]);
  await run("openssl", ["x509", "-in", file(`${name}.pem`), "-outform", "DER", "-out", file(`${name}.der`)]);
}

/** One association on a socket of its own, as the relay has it. */
class Listener implements Disposable {
  readonly effects: DtlsEffect[] = [];
  readonly #server: DtlsServer;
  readonly #socket: Socket;
  #remote: RemoteInfo | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, certificate: string) {
    this.#socket = socket;
    const expectedFingerprint = fingerprintOf(readFileSync(file(`${certificate}.der`)), "sha-256");
    this.#server = new DtlsServer({ identity: createDtlsIdentity(), expectedFingerprint });
    this.#server.creditReceived(bytesOfChecks);
    socket.on("message", (datagram, from) => {
      this.#remote = from;
      this.#carryOut(this.#server.receive(datagram, performance.now()));
    });
  }

  static async open(certificate: string): Promise<Listener> {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new Listener(socket, certificate);
  }

  get address() {
    return { address: "127.0.0.1", port: this.#socket.address().port };
  }

  has(kind: DtlsEffect["kind"]): boolean {
    return this.effects.some((effect) => effect.kind === kind);
  }

  /** The profile, and what is exported in the order of RFC 5764 §4.2, in hexadecimal; undefined before. */
  get exported(): { profile: string; keys: string } | undefined {
    const keys = this.effects.find((effect) => effect.kind === "connected")?.keys;
    if (keys === undefined) return undefined;
    const { profile, local, remote } = keys;
    const bytes = Buffer.concat([remote.key, local.key, remote.salt, local.salt]);
    return { profile, keys: bytes.toString("hex") };
  }

  close(): void {
    this.#carryOut(this.#server.close());
  }

  #carryOut(effects: readonly DtlsEffect[]): void {
    this.effects.push(...effects);
    for (const effect of effects)
      if (effect.kind === "send")
        this.#socket.send(effect.datagram, this.#remote!.port, this.#remote!.address);
    clearTimeout(this.#timer);
    const dueMs = this.#server.nextTimeoutMs();
    if (dueMs === undefined) return;
    const waitMs = Math.max(0, dueMs - performance.now());
    this.#timer = setTimeout(() => this.#carryOut(this.#server.tick(performance.now())), waitMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#socket.close();
  }
}

/** `openssl s_client` over DTLS 1.2; `say` types a line at it. */
class OpensslClient implements Disposable {
  output = "";
  exited = false;
  readonly #child;

  constructor(port: number, certificate: string | undefined, extra: readonly string[]) {
    const identity =
      certificate === undefined
        ? []
        : ["-cert", file(`${certificate}.pem`), "-key", file(`${certificate}.key`)];
    const exporter = ["-keymatexport", "EXTRACTOR-dtls_srtp", "-keymatexportlen", `${exportedLength}`];
    const target = ["s_client", "-dtls1_2", "-connect", `127.0.0.1:${port}`, "-mtu", "600"];
    this.#child = spawn("openssl", [...target, ...identity, ...exporter, ...extra]);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on("data", (text: Buffer) => (this.output += text.toString()));
    this.#child.on("close", () => (this.exited = true));
    this.#child.stdin.on("error", () => {});
  }

  /** What it exports, in hexadecimal; undefined before. */
  get exported(): string | undefined {
    return /Keying material: ([0-9A-F]+)/.exec(this.output)?.[1]?.toLowerCase();
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  [Symbol.dispose](): void {
    this.#child.kill("SIGKILL");
  }
}

type Scene = {
  readonly expected?: string;
  readonly certificate?: string | undefined;
  readonly network?: NetworkOptions;
};

/** A listener, a network before it, and a client that begins. All of it ends with the stack. */
async function begin(stack: AsyncDisposableStack, extra: readonly string[], scene: Scene = {}) {
  const { expected = "ec", network: conditions = {} } = scene;
  const listener = stack.use(await Listener.open(expected));
  const network = stack.use(await RoughNetwork.open(listener.address, conditions));
  const certificate = "certificate" in scene ? scene.certificate : "ec";
  const client = stack.use(new OpensslClient(network.port, certificate, extra));
  return { listener, network, client };
}

const bothExported = (listener: Listener, client: OpensslClient): boolean =>
  listener.exported !== undefined && client.exported !== undefined;

async function assertSameKeys(listener: Listener, client: OpensslClient, profile: string): Promise<void> {
  await until("both sides export keys", () => bothExported(listener, client), 20_000);
  const { exported } = listener;
  assert.equal(exported?.profile, profile);
  assert.ok(exported.keys.length >= 2 * 2 * 28);
  assert.ok(client.exported?.startsWith(exported.keys), "the server's keys are what OpenSSL exports");
}

const useSrtp = (names: string): readonly string[] => ["-use_srtp", names];

describe("OpenSSL as the client", () => {
  before(async () => {
    await makeCertificate("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    await makeCertificate("other", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    await makeCertificate("rsa", ["rsa:2048"]);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [opensslName, profile] of profiles) {
    test(`${profile}: both sides export the same keys`, async () => {
      await using stack = new AsyncDisposableStack();
      const { listener, client } = await begin(stack, useSrtp(opensslName));
      await assertSameKeys(listener, client, profile);
    });

    test(`${profile}: the same with 15 % loss both ways, jitter, reordering and repetition`, async () => {
      await using stack = new AsyncDisposableStack();
      const rough = { lossShare: 0.15, duplicateShare: 0.05, delayMs: 10, jitterMs: 30, reorderShare: 0.05 };
      const scenes = await Promise.all(
        seedsWithEarlyLoss.map((seed) => begin(stack, useSrtp(opensslName), { network: { ...rough, seed } })),
      );
      // OpenSSL sends a lost flight again after 1, 3, 7 and 15 s only: one of them may lose all five.
      const ended = await Promise.all(
        scenes.map(async ({ listener, client }) => {
          const agreed = await until("an end", () => bothExported(listener, client), 25_000).catch(
            () => false,
          );
          if (agreed) await assertSameKeys(listener, client, profile);
          return agreed;
        }),
      );
      assert.ok(ended.filter(Boolean).length >= scenes.length - 1, "two of three have come through");
      for (const { network } of scenes)
        assert.ok(network.counts.toTarget.lost + network.counts.toClient.lost >= 2, "this run shows nothing");
    });
  }

  test("of all profiles the strongest is taken, whatever the client's order; an RSA certificate on P-256 will do", async () => {
    await using stack = new AsyncDisposableStack();
    const names = profiles.map(([name]) => name).toReversed();
    const scene = { expected: "rsa", certificate: "rsa" };
    const { listener, client } = await begin(stack, [...useSrtp(names.join(":")), "-groups", "P-256"], scene);
    await assertSameKeys(listener, client, "AEAD_AES_256_GCM");
  });

  test("a foreign certificate, none, and no use_srtp: refused with an alert, and nothing exported", async () => {
    const any = useSrtp("SRTP_AES128_CM_SHA1_80");
    for (const [extra, scene, alert] of [
      [any, { expected: "other" }, /alert bad certificate/],
      [any, { certificate: undefined }, /alert handshake failure/],
      [[], {}, /alert handshake failure/],
    ] as const) {
      await using stack = new AsyncDisposableStack();
      const { listener, client } = await begin(stack, extra, scene);
      await until("the refusal is heard", () => client.exited);
      assert.ok(listener.has("failed"));
      assert.equal(listener.exported, undefined);
      assert.match(client.output, alert);
    }
  });

  test("a renegotiation is refused, and the association goes on; a goodbye is heard both ways", async () => {
    await using stack = new AsyncDisposableStack();
    const { listener, client } = await begin(stack, useSrtp("SRTP_AEAD_AES_128_GCM"));
    await assertSameKeys(listener, client, "AEAD_AES_128_GCM");
    client.say("R");
    await until("OpenSSL hears no_renegotiation", () => /no renegotiation/i.test(client.output));
    assert.equal(listener.effects.filter(({ kind }) => kind === "connected").length, 1);

    const { listener: second, client: leaving } = await begin(stack, useSrtp("SRTP_AEAD_AES_128_GCM"));
    await assertSameKeys(second, leaving, "AEAD_AES_128_GCM");
    leaving.say("Q");
    await until("our side hears close_notify", () => second.has("closed"));

    const { listener: third, client: left } = await begin(stack, useSrtp("SRTP_AEAD_AES_128_GCM"));
    await assertSameKeys(third, left, "AEAD_AES_128_GCM");
    third.close();
    await until("OpenSSL hears close_notify", () => left.exited);
  });
});

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { DtlsServer } from "./dtls-server.ts";
import type { DtlsEffect } from "./dtls-server.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { createDtlsIdentity } from "./identity.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

type Loss = { readonly dropOneIn: number; readonly repeatOneIn: number; readonly seed: number };
type Outcome = { readonly effects: readonly DtlsEffect[]; readonly exported: string; readonly lost: number };

const GCM = ["-use_srtp", "SRTP_AEAD_AES_128_GCM"];

const folder = mkdtempSync(join(tmpdir(), "dtls-peer-"));
const file = (name: string): string => join(folder, name);

/** A key and certificate made by OpenSSL: P-256 or RSA, as browsers have them. */
function makeCertificate(name: string, algorithm: readonly string[]): void {
  const files = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
  const subject = ["-nodes", "-days", "2", "-subj", "/CN=peer"];
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", ...algorithm, ...subject, ...files]);
  assert.equal(made.status, 0, made.stderr.toString());
  spawnSync("openssl", ["x509", "-in", file(`${name}.pem`), "-outform", "DER", "-out", file(`${name}.der`)]);
}

function certificateOf(name: string): readonly string[] {
  return ["-cert", file(`${name}.pem`), "-key", file(`${name}.key`)];
}

/** A repeatable stream of "does it happen to this datagram" decisions (a linear congruential generator). */
function oneIn(rate: number, seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return rate > 0 && state % 1000 < 1000 / rate;
  };
}

/** Runs a server on a socket for `openssl s_client`, whose datagrams are lost and repeated both ways. */
async function handshake(name: string, clientArguments: readonly string[], loss?: Loss): Promise<Outcome> {
  const server = new DtlsServer({
    identity: createDtlsIdentity(),
    expectedFingerprint: fingerprintOf(readFileSync(file(`${name}.der`)), "sha-256"),
  });
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const target = ["-connect", `127.0.0.1:${socket.address().port}`, "-mtu", "600"];
  const exporter = ["-keymatexport", "EXTRACTOR-dtls_srtp", "-keymatexportlen", "60"];
  const client = spawn("openssl", ["s_client", "-dtls1_2", ...target, ...exporter, ...clientArguments]);
  let output = "";
  client.stdout.on("data", (text: Buffer) => (output += text.toString()));
  const effects: DtlsEffect[] = [];
  const driver = drive(server, socket, effects, loss, () => client.stdin.end("Q\n"));
  await once(client, "close");
  driver.stop();
  socket.close();
  const exported = /Keying material: ([0-9A-F]+)/.exec(output)?.[1] ?? "";
  return { effects, exported: exported.toLowerCase(), lost: driver.lost };
}

function drive(
  server: DtlsServer,
  socket: Socket,
  effects: DtlsEffect[],
  loss: Loss | undefined,
  whenDone: () => void,
): { readonly lost: number; readonly stop: () => void } {
  const isLost = oneIn(loss?.dropOneIn ?? 0, loss?.seed ?? 0);
  const isRepeated = oneIn(loss?.repeatOneIn ?? 0, (loss?.seed ?? 0) + 1);
  let lost = 0;
  const copies = (): number => {
    if (!isLost()) return isRepeated() ? 2 : 1;
    lost += 1;
    return 0;
  };
  let remote: RemoteInfo | undefined;
  let timer: NodeJS.Timeout | undefined;
  const carryOut = (produced: readonly DtlsEffect[]): void => {
    effects.push(...produced);
    for (const effect of produced) {
      if (effect.kind !== "send") continue;
      for (let copy = copies(); copy > 0; copy -= 1)
        socket.send(effect.datagram, remote!.port, remote!.address);
    }
    clearTimeout(timer);
    const dueMs = server.nextTimeoutMs();
    if (dueMs !== undefined) timer = setTimeout(() => carryOut(server.tick(Date.now())), dueMs - Date.now());
    if (produced.some(({ kind }) => kind === "connected" || kind === "failed")) whenDone();
  };
  socket.on("message", (datagram, from) => {
    remote = from;
    for (let copy = copies(); copy > 0; copy -= 1) carryOut(server.receive(datagram, Date.now()));
  });
  return {
    get lost() {
      return lost;
    },
    stop: () => clearTimeout(timer),
  };
}

/** What the server exported in the order of RFC 5764 §4.2, in hexadecimal. */
function exportedByServer(effects: readonly DtlsEffect[]): string {
  const keys = effects.find((effect) => effect.kind === "connected")?.keys;
  if (keys === undefined) return "";
  const { local, remote } = keys;
  return Buffer.concat([remote.key, local.key, remote.salt, local.salt]).toString("hex");
}

describe("OpenSSL as the client", { skip: !hasOpenssl && "openssl is not installed" }, () => {
  before(() => {
    makeCertificate("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    makeCertificate("rsa", ["rsa:2048"]);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [title, name, client] of [
    [
      "X25519, GCM, an ECDSA certificate",
      "ec",
      ["-use_srtp", "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"],
    ],
    ["P-256, AES-CM, an RSA certificate", "rsa", ["-use_srtp", "SRTP_AES128_CM_SHA1_80", "-groups", "P-256"]],
  ] as const) {
    test(`${title}: both sides export the same keys`, async () => {
      const { effects, exported } = await handshake(name, [...certificateOf(name), ...client]);
      assert.notEqual(exportedByServer(effects), "");
      assert.ok(exported.startsWith(exportedByServer(effects)), "the server's keys are what OpenSSL exports");
    });
  }

  test("with one datagram in five lost and one in five repeated, both ways", async () => {
    for (const seed of [2, 7]) {
      const loss = { dropOneIn: 5, repeatOneIn: 5, seed };
      const { effects, exported, lost } = await handshake("ec", [...certificateOf("ec"), ...GCM], loss);
      assert.ok(lost > 0, "nothing was lost: this run shows nothing");
      assert.notEqual(exportedByServer(effects), "");
      assert.ok(exported.startsWith(exportedByServer(effects)));
    }
  });

  test("without use_srtp, or without a certificate, nothing is exported", async () => {
    for (const clientArguments of [certificateOf("ec"), GCM]) {
      const { effects } = await handshake("ec", clientArguments);
      assert.equal(exportedByServer(effects), "");
      assert.ok(effects.some(({ kind }) => kind === "failed"));
    }
  });
});

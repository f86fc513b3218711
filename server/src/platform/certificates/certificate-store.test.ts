import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect, createServer } from "node:tls";
import { isIP } from "node:net";
import type { AddressInfo } from "node:net";
import { CertificateStore } from "./index.ts";
import type { CertificateNotice, CertificatePair } from "./index.ts";

const day = 86_400_000;
const start = Date.now();
const directory = mkdtempSync(join(tmpdir(), "tandem-certificates-"));
after(() => rmSync(directory, { recursive: true }));
let folders = 0;

/** A pair for these names, valid for some days from the start of the tests on. */
function pairFor(names: readonly string[], days = 90): CertificatePair {
  const folder = mkdtempSync(join(directory, "pair-"));
  const alternatives = names.map((name) => `${isIP(name) === 0 ? "DNS" : "IP"}:${name}`).join();
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem"];
  const subject = ["-subj", `/CN=${names[0]}`, "-addext", `subjectAltName=${alternatives}`];
  const files = ["-days", String(days), "-out", "certificate.pem"];
  execFileSync("openssl", ["req", "-x509", ...key, ...subject, ...files], { cwd: folder, stdio: "pipe" });
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return { certificate: read("certificate.pem"), key: read("key.pem") };
}

function setUp(ownNames: readonly string[] = ["localhost", "192.0.2.1", "::1"]) {
  const folder = join(directory, String(folders++), "tls");
  const notices: CertificateNotice[] = [];
  const waiting = new Set<() => void>();
  const now = { value: start };
  const store = new CertificateStore({
    folder,
    ownNames,
    // What is to happen half a second later happens at once; the hourly look never.
    clock: {
      now: () => now.value,
      after: (delayMs, callback) => {
        if (delayMs < 60_000) setImmediate(callback);
        return () => {};
      },
    },
    issueSelfSigned: (names, { from, until }) => {
      assert.ok(from < now.value && until > now.value);
      return pairFor(names, Math.round((until - start) / day));
    },
    onNotice: (notice) => {
      notices.push(notice);
      for (const look of waiting) look();
    },
  });
  after(() => store.close());
  const put = (name: string, pair: CertificatePair) => {
    writeFileSync(join(folder, `${name}.key.pem`), pair.key);
    writeFileSync(join(folder, `${name}.crt.pem`), pair.certificate);
  };
  const noticed = (kind: CertificateNotice["kind"]) =>
    new Promise<void>((resolve) => {
      waiting.add(() => notices.some((notice) => notice.kind === kind) && resolve());
    });
  return { store, folder, notices, noticed, now, put };
}

test("without any certificate one is made for the names of this machine, and kept", () => {
  const { store, folder, notices } = setUp();
  store.start();
  const [status, ...others] = store.statuses();
  assert.deepEqual(others, []);
  assert.deepEqual(status?.names, ["localhost", "192.0.2.1", "::1"]);
  assert.deepEqual([status?.state, status?.isSelfSigned, status?.name], ["ok", true, "self-signed"]);
  assert.deepEqual(
    notices.map(({ kind }) => kind),
    ["self-signed-made", "loaded"],
  );
  assert.equal(statSync(join(folder, "self-signed.key.pem")).mode & 0o777, 0o600, "the key is the owner's");
  const { cert } = store.clientOptions();
  store.reload();
  assert.equal(store.clientOptions().cert, cert, "it is not made twice");
});

test("ours is made anew 30 days before its end, and says nothing about it", () => {
  const { store, notices, now } = setUp();
  store.start();
  const { cert } = store.clientOptions();
  now.value += 368 * day;
  store.reload();
  assert.notEqual(store.clientOptions().cert, cert);
  assert.deepEqual(
    notices.filter(({ kind }) => kind === "expiring"),
    [],
  );
});

test("a real one is used instead of ours, found by name, by wildcard, or as default", async () => {
  const { store, put } = setUp();
  store.start();
  put("a-company", pairFor(["pbx.example.com"]));
  put("wild", pairFor(["*.example.org", "example.org"]));
  store.reload();
  const server = createServer(store.serverOptions());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const namesFor = async (servername: string | undefined): Promise<string | undefined> => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({
      port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      ...(servername && { servername }),
    });
    await once(socket, "secureConnect");
    const shown = new X509Certificate(socket.getPeerCertificate().raw).subjectAltName;
    socket.destroy();
    return shown;
  };
  assert.equal(await namesFor("PBX.example.com"), "DNS:pbx.example.com");
  assert.equal(await namesFor("tenant.example.org"), "DNS:*.example.org, DNS:example.org");
  assert.equal(await namesFor("a.b.example.org"), "DNS:pbx.example.com", "a wildcard is for one label");
  assert.equal(
    await namesFor("localhost"),
    "DNS:localhost, IP Address:192.0.2.1, IP Address:0:0:0:0:0:0:0:1",
  );
  assert.equal(await namesFor(undefined), "DNS:pbx.example.com", "the first by name");
  put("default", pairFor(["main.example.net"]));
  store.onChange(() => server.setSecureContext(store.serverOptions()));
  store.reload();
  assert.equal(await namesFor(undefined), "DNS:main.example.net", "a running server shows the new one");
  server.close();
});

test("a bad new file keeps the one in use, and is told once, with its cause", () => {
  const { store, folder, notices, put, now } = setUp();
  store.start();
  const good = pairFor(["pbx.example.com"]);
  put("pbx", good);
  store.reload();
  const bad: readonly (readonly [string, CertificatePair, RegExp])[] = [
    ["garbage", { ...good, certificate: "nonsense" }, /PEM|no start line/i],
    ["another key", { ...good, key: pairFor(["x"]).key }, /belongs to another certificate/],
    ["expired", pairFor(["pbx.example.com"], 1), /has expired already/],
  ];
  now.value += 2 * day;
  for (const [what, pair, cause] of bad) {
    notices.length = 0;
    put("pbx", pair);
    store.reload();
    store.reload();
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ["unusable"],
      what,
    );
    const [status] = store.statuses();
    assert.equal(status?.state, "unreadable");
    assert.match(status?.message ?? "", cause);
    assert.deepEqual(
      [status?.names, store.clientOptions().cert],
      [["pbx.example.com"], good.certificate],
      what,
    );
    assert.doesNotMatch(status?.message ?? "", /BEGIN/, "no key in the message");
  }
  unlinkSync(join(folder, "pbx.key.pem"));
  store.reload();
  assert.match(store.statuses()[0]?.message ?? "", /pbx\.key\.pem cannot be read \(ENOENT\)/);
  put("pbx", pairFor(["new.example.com"]));
  store.reload();
  assert.deepEqual([store.statuses()[0]?.state, store.statuses()[0]?.names], ["ok", ["new.example.com"]]);
});

test("files of an ACME client are a pair; its end is announced", () => {
  const { store, folder, notices, now } = setUp();
  store.start();
  const { certificate, key } = pairFor(["acme.example.com"], 20);
  writeFileSync(join(folder, "privkey.pem"), key);
  writeFileSync(join(folder, "fullchain.pem"), certificate);
  store.reload();
  now.value += 14.5 * day;
  store.reload();
  store.reload();
  const levels = notices.flatMap((notice) => (notice.kind === "expiring" ? [notice.level] : []));
  assert.deepEqual(levels, [30, 7]);
  const [status] = store.statuses();
  assert.deepEqual([status?.name, status?.state, status?.daysLeft], ["fullchain", "expires-in-days", 5]);
});

test("a changed file is noticed without being told", async () => {
  const { store, noticed, notices, put } = setUp();
  store.start();
  notices.length = 0;
  const loaded = noticed("loaded");
  put("pbx", pairFor(["pbx.example.com"]));
  await loaded;
  assert.equal(store.statuses()[0]?.name, "pbx");
});

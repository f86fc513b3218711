// Encrypted from end to end: a desk phone over TLS, a browser over HTTPS and WSS, and a certificate that is renewed while they talk.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { endpoints } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import { startChromium } from "../peers/chromium.ts";
import { ApiClient } from "../support/api-client.ts";
import { picture, waitForState } from "../support/pages.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { until } from "../support/until.ts";

/** Over HTTPS as a client that trusts only these authorities; resolves with the status. */
async function statusOverHttps(port: number, authority: string): Promise<number | undefined> {
  const request = get({ host: "localhost", port, path: "/readyz", ca: authority, agent: false });
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

/** The names of the certificate that a port shows. */
async function shownAt(port: number): Promise<string | undefined> {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { subjectaltname } = socket.getPeerCertificate();
  socket.destroy();
  return subjectaltname;
}

/** Puts a certificate for pbx.test into the folder, as an administrator would. */
function putCertificate(tandem: Tandem, days: number): void {
  const folder = path.join(tandem.dataDir, "tls");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "pbx.key.pem"];
  const names = [
    "-subj",
    "/O=Example Trust/CN=pbx.test",
    "-addext",
    "subjectAltName=DNS:pbx.test,DNS:localhost",
  ];
  const files = ["-days", String(days), "-out", "pbx.crt.pem"];
  execFileSync("openssl", ["req", "-x509", ...key, ...names, ...files], { cwd: folder, stdio: "pipe" });
}

test("the first start serves HTTPS and SIP over TLS with a certificate of its own; phones and browsers use it", async () => {
  await using tandem = await startTandem();
  const { https, sips } = tandem.ports;
  const admin = await ApiClient.signIn(tandem, "admin");
  const agent = await ApiClient.signIn(tandem, "1001");
  const { certificates } = await admin.call(endpoints.getSystemStatus);
  assert.deepEqual(
    certificates.map(({ name, selfSigned, state }) => [name, selfSigned, state]),
    [["self-signed", true, "ok"]],
  );
  const authorityFile = path.join(tandem.dataDir, "tls/self-signed.crt.pem");
  assert.equal(await statusOverHttps(https, readFileSync(authorityFile, "utf8")), 200);

  await using phone = await startBaresip({
    user: "1001",
    password: tandem.firstUser("agent").sipSecret ?? "",
    registrar: `127.0.0.1:${sips}`,
    transport: "tls",
    authorityFile,
  });
  await agent.call(endpoints.setPresence, { body: { presence: "available" } });
  await using caller = await startBaresip({ user: "13800138000", transport: "tls" });
  await caller.dial(`sip:4000@127.0.0.1:${sips};transport=tls`);
  await caller.waitForEvent("CALL_ESTABLISHED");
  await caller.waitHeard(5000);
  await caller.sendDigits("1");
  await phone.waitForEvent("CALL_INCOMING", 30_000);
  await phone.accept();
  await phone.waitForEvent("CALL_ESTABLISHED");
  await caller.hangUp();
  await phone.waitForEvent("CALL_CLOSED");
});

test("a browser over HTTPS becomes a phone over WSS; a renewed certificate counts at once and its end is announced", async () => {
  await using tandem = await startTandem();
  const { https, http, sips } = tandem.ports;
  const admin = await ApiClient.signIn(tandem, "admin");
  await using browser = await startChromium({ ignoresCertificates: true });
  const overHttps = (url: string) =>
    url.replace("http:", "https:").replace(`:${http}`, `:${https}`).replace("localhost", "127.0.0.1");
  const desk = await browser.newPage();
  await desk.goto(overHttps(tandem.firstUser("agent").signInUrl));
  await waitForState(desk, "phone-state", "registered");
  assert.equal(await desk.evaluate("isSecureContext"), true, "the microphone is allowed on this address");

  putCertificate(tandem, 5);
  await until("the new certificate is shown", async () => (await shownAt(https))?.includes("pbx.test"));
  assert.equal(await shownAt(sips), "DNS:pbx.test, DNS:localhost");
  await tandem.logged(/a certificate expires within 7 days/);
  const { certificates } = await admin.call(endpoints.getSystemStatus);
  assert.deepEqual(
    certificates.map(({ name, state, issuer }) => [name, state, issuer]),
    [
      ["pbx", "expires-in-days", "Example Trust"],
      ["self-signed", "ok", "Tandem (self-signed)"],
    ],
  );
  await waitForState(desk, "phone-state", "registered");

  const console = await browser.newPage();
  await console.goto(overHttps(tandem.firstUser("admin").signInUrl));
  await console.getByTestId("certificate-banner").waitFor();
  await console.goto(`https://127.0.0.1:${https}/console/system`);
  await console.getByTestId("certificates").waitFor();
  await picture(console, "console-certificates.zh-CN");
  await console.emulateMedia({ colorScheme: "dark" });
  await console.getByTestId("language-switch").click();
  await console.getByRole("columnheader", { name: "Names and addresses" }).waitFor();
  await picture(console, "console-certificates.en-dark");
  // The desk cannot be installed from a page whose certificate is trusted by exception alone: Chromium says so.
  const problems = browser.problems.filter((problem) => !problem.includes("SSL certificate error"));
  assert.deepEqual(problems, []);
});

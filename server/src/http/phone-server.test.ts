import assert from "node:assert/strict";
import { test } from "node:test";
import { PhoneServer } from "./phone-server.ts";

const server = (hasCertificate: boolean, ports: { sipsPort?: number; httpsPort?: number } = {}) =>
  new PhoneServer({
    sipPort: 5060,
    sipsPort: 5061,
    httpsPort: 8443,
    ownAddress: "192.0.2.1",
    hasTrustedCertificate: () => hasCertificate,
    ...ports,
  });
const at = (host: string) => new Headers({ Host: host });

test("phones use the name by which the asker reached this system, and TLS when they can trust it", () => {
  assert.deepEqual(server(false).sip(at("pbx.example.com:8080")), {
    host: "pbx.example.com",
    port: 5060,
    transport: "udp",
  });
  assert.deepEqual(server(true).sip(at("pbx.example.com")), {
    host: "pbx.example.com",
    port: 5061,
    transport: "tls",
  });
  assert.deepEqual(server(true, { sipsPort: 0 }).sip(at("pbx.example.com")).transport, "udp");
  assert.equal(server(false).sip(at("[2001:db8::1]:8080")).host, "2001:db8::1");
});

test("a phone is never told that it is the server itself", () => {
  for (const host of ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", ""])
    assert.equal(server(false).sip(at(host)).host, "192.0.2.1", host);
  assert.equal(
    server(false).webBase({ headers: at("localhost:8080"), isSecure: false }),
    "http://192.0.2.1:8080",
  );
});

test("settings are fetched over HTTPS when phones can trust it, else as the asker came", () => {
  const base = (hasCertificate: boolean, host: string, isSecure: boolean, httpsPort?: number) =>
    server(hasCertificate, httpsPort === undefined ? {} : { httpsPort }).webBase({
      headers: at(host),
      isSecure,
    });
  assert.equal(base(true, "pbx.example.com:8080", false), "https://pbx.example.com:8443");
  assert.equal(base(true, "pbx.example.com", true, 443), "https://pbx.example.com");
  assert.equal(base(true, "[2001:db8::1]:8080", false), "https://[2001:db8::1]:8443");
  assert.equal(base(false, "pbx.example.com:8080", false), "http://pbx.example.com:8080");
  assert.equal(base(false, "pbx.example.com", true), "https://pbx.example.com");
  assert.equal(base(true, "pbx.example.com:8080", false, 0), "http://pbx.example.com:8080");
});

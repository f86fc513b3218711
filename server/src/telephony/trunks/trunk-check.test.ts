import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTrunk, completedSettings } from "./trunk-check.ts";
import type { TrunkToCheck } from "./trunk-check.ts";
import { defaultTrunkSettings } from "./trunk.ts";

const server = (uri: string) => ({ uri, priority: 10, weight: 10 });
const good: TrunkToCheck = {
  ...defaultTrunkSettings,
  servers: [server("sip:carrier.example;transport=tls")],
  hasPassword: false,
  hasInboundPassword: false,
};
const registering: TrunkToCheck = {
  ...good,
  kind: "registering",
  registration: { domain: "carrier.example", expiresSeconds: 600 },
  username: "acct",
  hasPassword: true,
};

test("what can work has no problem", () => {
  const fine: TrunkToCheck[] = [
    good,
    registering,
    { ...good, servers: [], addresses: ["203.0.113.0/24", "2001:db8::1"] },
    {
      ...good,
      servers: [
        server("203.0.113.5:5080"),
        server("sip:[2001:db8::1];transport=tcp"),
        server("sips:x.example"),
      ],
    },
    { ...good, mediaEncryption: "sdes-srtp-optional" },
  ];
  for (const trunk of fine) assert.equal(checkTrunk(trunk, false), undefined);
  assert.equal(checkTrunk({ ...good, mediaEncryption: "sdes-srtp-required" }, true), undefined);
});

test("each problem names its field, the thing, and the cure", () => {
  const cases: [Partial<TrunkToCheck>, string, RegExp][] = [
    [{ ...registering, registration: null }, "registration", /needs the carrier's domain: enter it/],
    [
      { ...registering, registration: { domain: "a b", expiresSeconds: 60 } },
      "registration.domain",
      /"a b" is no SIP/,
    ],
    [
      { ...registering, username: null, hasPassword: false },
      "username",
      /user name and password from your carrier/,
    ],
    [
      { servers: [server("sip:ok"), server("sip:a;transport=sctp")] },
      "servers.1.uri",
      /sctp; use udp, tcp or tls/,
    ],
    [{ outboundProxy: "::" }, "outboundProxy", /outbound proxy "::"/],
    [{ addresses: ["203.0.113.0/24", "203.0.113.0/33"] }, "addresses.1", /"203\.0\.113\.0\/33" is neither/],
    [{ servers: [] }, "servers", /enter a server/],
    [{ username: "acct" }, "password", /acct needs its password/],
    [{ hasPassword: true }, "username", /password without a user name/],
    [{ inboundUsername: "them" }, "inboundPassword", /them need a password/],
    [{ callerId: { rule: "fixed", number: null } }, "callerId.number", /needs its number/],
    [{ mediaEncryption: "sdes-srtp-required" }, "mediaEncryption", /cannot encrypt/],
    [{ codecs: ["PCMA", "PCMA"] }, "codecs", /named twice/],
  ];
  for (const [more, field, message] of cases) {
    const problem = checkTrunk({ ...good, ...more }, false);
    assert.equal(problem?.field, field);
    assert.match(problem?.message ?? "", message);
  }
});

test("a registering trunk without servers calls where it registers", () => {
  const alone: TrunkToCheck = { ...registering, servers: [] };
  assert.equal(completedSettings(alone).servers[0]?.uri, "sip:carrier.example");
  assert.deepEqual(completedSettings(good), good);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRequest, buildResponse } from "../message/index.ts";
import type { HeaderList, SipRequest } from "../message/index.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { parseDigestHeader } from "./auth-header.ts";
import { digestResponse } from "./digest-response.ts";
import { answerChallenge, DigestAuthenticator, digestHa1 } from "./index.ts";
import type { DigestAlgorithm } from "./index.ts";
import { issueNonce, judgeNonce, nonceLifetimeMs } from "./nonce.ts";

const realm = "tandem";
const secret = "a secret of this test";
const user = { username: "ann", password: "p\u00e4ss" };
const stored = {
  ha1Md5: digestHa1(user.username, realm, user.password, "MD5"),
  ha1Sha256: digestHa1(user.username, realm, user.password, "SHA-256"),
};
const lookup = async (username: string) => (username === user.username ? stored : undefined);

function register(headers: HeaderList = [], uri = "sip:tandem.example"): SipRequest {
  return buildRequest({ method: "REGISTER", uri, headers });
}

function authenticator() {
  const clock = new VirtualClock();
  return { clock, check: new DigestAuthenticator({ clock, realm, secret }) };
}

type Challenge = { kind: "challenge"; headers: HeaderList; stale: boolean };

async function challengeOf(check: DigestAuthenticator, request = register()): Promise<Challenge> {
  const result = await check.check(request, lookup);
  assert.ok(!result.ok);
  return result.error;
}

/** The client's answer to the challenges of `algorithm`, or to all of them. */
function answer(challenge: Challenge, who = user, algorithm?: DigestAlgorithm, uri?: string): SipRequest {
  const headers = challenge.headers.filter(
    ([, value]) => algorithm === undefined || value.includes(`algorithm=${algorithm},`),
  );
  const refused = buildResponse(register(), 401, { headers });
  const answered = answerChallenge(refused, { ...who, method: "REGISTER", uri: uri ?? "sip:tandem.example" });
  assert.ok(answered !== undefined);
  return register([answered.header]);
}

test("the examples of RFC 7616 §3.9.1", () => {
  const [username, exampleRealm, password] = ["Mufasa", "http-auth@example.org", "Circle of Life"];
  const protection = {
    qop: "auth",
    nonceCount: "00000001",
    clientNonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  } as const;
  const expected = {
    MD5: "8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
  };
  for (const algorithm of ["MD5", "SHA-256"] as const) {
    const ha1 = digestHa1(username, exampleRealm, password, algorithm);
    const nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    const response = digestResponse({
      algorithm,
      ha1,
      nonce,
      method: "GET",
      uri: "/dir/index.html",
      protection,
    });
    assert.equal(response, expected[algorithm]);
  }
});

test("the example of RFC 2069 without qop, as of RFC 2617 errata", () => {
  const ha1 = digestHa1("Mufasa", "testrealm@host.com", "CircleOfLife", "MD5");
  const response = digestResponse({
    algorithm: "MD5",
    ha1,
    nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
    method: "GET",
    uri: "/dir/index.html",
  });
  assert.equal(response, "1949323746fe6a43ef61f9606e7febea");
});

test("both algorithms are offered, SHA-256 first; the client's choice is honoured (RFC 8760)", async () => {
  const { check } = authenticator();
  const challenge = await challengeOf(check);
  assert.deepEqual(
    challenge.headers.map(([name, value]) => [name, parseDigestHeader(value)?.get("algorithm")]),
    [
      ["WWW-Authenticate", "SHA-256"],
      ["WWW-Authenticate", "MD5"],
    ],
  );
  assert.equal(challenge.stale, false);
  for (const algorithm of ["MD5", "SHA-256"] as const) {
    const fresh = await challengeOf(check);
    assert.deepEqual(await check.check(answer(fresh, user, algorithm), lookup), {
      ok: true,
      value: { username: "ann" },
    });
  }
});

test("an answer is good once: a replay gets a new nonce as stale", async () => {
  const { check } = authenticator();
  const request = answer(await challengeOf(check));
  assert.ok((await check.check(request, lookup)).ok);
  const replay = await challengeOf(check, request);
  assert.equal(replay.stale, true);
  assert.ok(replay.headers.every(([, value]) => value.includes("stale=true")));
  assert.ok((await check.check(answer(replay), lookup)).ok);
});

test("a nonce grows stale, and a stale one with a wrong password is only wrong", async () => {
  const { check, clock } = authenticator();
  const challenge = await challengeOf(check);
  await clock.advance(nonceLifetimeMs);
  assert.equal((await challengeOf(check, answer(challenge))).stale, true);
  assert.equal((await challengeOf(check, answer(challenge, { ...user, password: "guess" }))).stale, false);
});

test("a replay is still known after the counts were rotated, until the nonce is stale", async () => {
  const { check, clock } = authenticator();
  await clock.advance(nonceLifetimeMs - 1_000);
  const request = answer(await challengeOf(check));
  assert.ok((await check.check(request, lookup)).ok);
  await clock.advance(2_000);
  assert.ok((await check.check(answer(await challengeOf(check)), lookup)).ok);
  assert.equal((await challengeOf(check, request)).stale, true);
});

test("unknown users and wrong passwords get the same answer", async () => {
  const { check } = authenticator();
  const shape = ({ headers, stale }: Challenge) => [
    stale,
    headers.map(([name, value]) => `${name}: ${value.replace(/nonce="[^"]*"/, "")}`),
  ];
  const unknown = await challengeOf(
    check,
    answer(await challengeOf(check), { username: "nobody", password: "x" }),
  );
  const wrong = await challengeOf(check, answer(await challengeOf(check), { ...user, password: "x" }));
  assert.deepEqual(shape(unknown), shape(wrong));
  assert.equal(unknown.stale, false);
});

test("an answer for another target, method or realm, or an altered nonce, is refused", async () => {
  const { check } = authenticator();
  const good = answer(await challengeOf(check)).header("authorization") as string;
  const alter = (value: string) => register([["Authorization", value]]);
  assert.equal(
    (await challengeOf(check, answer(await challengeOf(check), user, "MD5", "sip:other"))).stale,
    false,
  );
  for (const value of [
    good.replace('realm="tandem"', 'realm="other"'),
    good.replace('nonce="', 'nonce="A'),
    good.replace("qop=auth", "qop=auth-int"),
    good.replace("nc=00000001", "nc=1"),
    good.replace("Digest ", "Basic "),
    `${good}, username="eve"`,
    "Digest",
    "Digest ,,,=",
  ]) {
    assert.equal((await challengeOf(check, alter(value))).stale, false, value);
  }
  const other = buildRequest({
    method: "INVITE",
    uri: "sip:tandem.example",
    headers: [["Authorization", good]],
  });
  assert.equal((await challengeOf(check, other)).stale, false);
});

test("the digest URI may be written otherwise than the Request-URI", async () => {
  const { check } = authenticator();
  assert.ok(
    (await check.check(answer(await challengeOf(check), user, "MD5", "sip:TANDEM.example"), lookup)).ok,
  );
});

test("nonces: another key, another spelling and the future are not fresh", () => {
  const nonce = issueNonce(secret, 1_000);
  assert.equal(judgeNonce(secret, nonce, 1_000), "fresh");
  assert.equal(judgeNonce(secret, nonce, 1_000 + nonceLifetimeMs), "stale");
  assert.equal(judgeNonce(secret, nonce, 999), "stale");
  assert.equal(judgeNonce("another", nonce, 1_000), "foreign");
  assert.equal(judgeNonce(secret, `${nonce}=`, 1_000), "foreign");
  assert.equal(judgeNonce(secret, "", 1_000), "foreign");
});

test("the client answers 407 with Proxy-Authorization, echoes opaque, and knows what it cannot answer", () => {
  const refuse = (value: string) =>
    buildResponse(register(), 407, { headers: [["Proxy-Authenticate", value]] });
  const request = { ...user, method: "REGISTER", uri: "sip:x" };
  const answered = answerChallenge(
    refuse('Digest realm="r", nonce="n", opaque="o", qop="auth,auth-int", stale=TRUE'),
    request,
    "c",
  );
  assert.equal(answered?.header[0], "Proxy-Authorization");
  assert.equal(answered?.wasStale, true);
  const fields = parseDigestHeader(answered?.header[1] ?? "");
  assert.deepEqual(
    ["opaque", "qop", "nc", "cnonce", "algorithm"].map((name) => fields?.get(name)),
    ["o", "auth", "00000001", "c", "MD5"],
  );
  const old = answerChallenge(refuse('Digest realm="r", nonce="n"'), request);
  assert.equal(parseDigestHeader(old?.header[1] ?? "")?.has("qop"), false);
  for (const value of [
    "Basic realm=r",
    'Digest realm="r"',
    'Digest realm="r", nonce="n", qop="auth-int"',
    'Digest realm="r", nonce="n", algorithm=X',
  ]) {
    assert.equal(answerChallenge(refuse(value), request), undefined, value);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRequest } from "../message/index.ts";
import { VirtualClock } from "../test-support/virtual-clock.ts";
import { DigestAuthenticator, digestHa1 } from "./index.ts";

const realm = "tandem";
const stored = {
  ha1Md5: digestHa1("ann", realm, "pw", "MD5"),
  ha1Sha256: digestHa1("ann", realm, "pw", "SHA-256"),
};

function setUp() {
  const clock = new VirtualClock();
  const authenticator = new DigestAuthenticator({ clock, realm, secret: "s", algorithms: ["MD5"] });
  const request = (method: string, authorization: readonly (readonly [string, string])[] = []) =>
    buildRequest({ method, uri: "sip:tandem", headers: [["CSeq", `1 ${method}`], ...authorization] });
  const lookup = (username: string) => Promise.resolve(username === "ann" ? stored : undefined);
  const challenge = async (method: string, username?: string, nonce = "n") => {
    const value =
      `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="sip:tandem", ` +
      `response="${"0".repeat(32)}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"`;
    const headers = username === undefined ? [] : [["Authorization", value] as const];
    const checked = await authenticator.check(request(method, headers), lookup);
    assert.ok(!checked.ok);
    return checked.error;
  };
  const freshNonce = async () =>
    /nonce="([^"]+)"/.exec((await challenge("REGISTER")).headers[0]?.[1] ?? "")?.[1];
  return { challenge, freshNonce };
}

test("known, unknown and unnamed users get the same challenge, for REGISTER as for INVITE", async () => {
  const { challenge, freshNonce } = setUp();
  const nonce = await freshNonce();
  const shapes = new Set<string>();
  for (const method of ["REGISTER", "INVITE"]) {
    for (const username of ["ann", "nobody", "", undefined]) {
      const { headers, stale } = await challenge(method, username, nonce);
      const shape = headers.map(([name, value]) => [name, value.replace(/nonce="[^"]*"/, "nonce")]);
      shapes.add(JSON.stringify([shape, stale]));
    }
  }
  assert.equal(shapes.size, 1, [...shapes].join("\n"));
});

test("known and unknown users cost the same work", async () => {
  const { challenge, freshNonce } = setUp();
  const nonce = await freshNonce();
  const costOf = async (username: string) => {
    const before = process.threadCpuUsage();
    for (let run = 0; run < 400; run++) await challenge("REGISTER", username, nonce);
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  };
  const pairs: [known: number, unknown: number][] = [];
  // Taken in turns: what disturbs one disturbs the other as often. The first ones warm the compiler up.
  for (let round = 0; round < 25; round++) pairs.push([await costOf("ann"), await costOf("zed")]);
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
  const known = median(pairs.slice(5).map(([each]) => each));
  const unknown = median(pairs.slice(5).map(([, each]) => each));
  // The counter has steps of a millisecond or so, and one round is some ten of them: a third is far above noise.
  assert.ok(Math.abs(known - unknown) < 0.35 * Math.max(known, unknown), `${known} µs and ${unknown} µs`);
});

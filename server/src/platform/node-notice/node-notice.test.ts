import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createOperatorToken, isOperator, localAddress, postNodeNotice, readNodeNotice } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-notice-"));
after(() => rmSync(folder, { recursive: true }));

const notice = {
  pid: 42,
  http: { address: "127.0.0.1", port: 8080 },
  sip: { address: "127.0.0.1", port: 5060 },
  mediaAddress: "192.0.2.7",
  operatorToken: createOperatorToken(),
};
const errorOf = (dataDir: string) => {
  const read = readNodeNotice(dataDir);
  assert.ok(!read.ok);
  return read.error;
};

test("a notice is read as it was posted, by its owner only, and is gone when taken down", () => {
  const file = join(folder, "node.json");
  writeFileSync(`${file}.new`, "left by a crash", { mode: 0o666 });
  const takeDown = postNodeNotice(folder, notice);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readNodeNotice(folder), { ok: true, value: notice });
  takeDown();
  assert.equal(existsSync(file), false);
  assert.equal(errorOf(folder).kind, "not-running");
});

test("a directory without a node and a file that is no notice are told apart", () => {
  assert.equal(errorOf(join(folder, "nowhere")).kind, "not-running");
  for (const text of ["{", JSON.stringify({ ...notice, sip: { address: "x", port: 0 } })]) {
    writeFileSync(join(folder, "node.json"), text);
    assert.equal(errorOf(folder).kind, "not-readable", text);
  }
});

test("the operator is known by the token alone", () => {
  const token = createOperatorToken();
  const asks = (value: string) => isOperator(new Headers({ Authorization: value }), token);
  assert.notEqual(token, createOperatorToken());
  assert.equal(asks(`Bearer ${token}`), true);
  assert.equal(asks(`Bearer ${token}x`), false);
  assert.equal(asks(`Basic ${token}`), false);
  assert.equal(asks("Bearer "), false);
  assert.equal(isOperator(new Headers(), token), false);
});

test("a server on all addresses is reached by loopback", () => {
  assert.deepEqual(["0.0.0.0", "::", "192.0.2.1"].map(localAddress), ["127.0.0.1", "::1", "192.0.2.1"]);
});

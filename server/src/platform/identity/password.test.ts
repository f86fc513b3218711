import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import { test } from "node:test";
import { hashPassword, readablePassword, verifyPassword } from "./password.ts";

test("a password fits its own hash and no other, and two hashes of it differ", async () => {
  const [first, second] = await Promise.all([hashPassword("密码 ü"), hashPassword("密码 ü")]);
  assert.notEqual(first, second);
  assert.match(first, /^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.equal(await verifyPassword("密码 ü", first), true);
  assert.equal(await verifyPassword("密码 u\u0308", first), true, "the same letter typed as two code points");
  assert.equal(await verifyPassword("密码 u", first), false);
});

test("a hash is checked with the parameters it names", async () => {
  const hash = scryptSync("old", Buffer.from("salt"), 32, { N: 1024, r: 4, p: 1 });
  const stored = `$scrypt$ln=10,r=4,p=1$${Buffer.from("salt").toString("base64").replaceAll("=", "")}$${hash.toString("base64").replaceAll("=", "")}`;
  assert.equal(await verifyPassword("old", stored), true);
  assert.equal(await verifyPassword("new", stored), false);
});

test("without a hash, or with a damaged one, no password is right", async () => {
  assert.equal(await verifyPassword("", undefined), false);
  for (const damaged of ["", "plain", "$scrypt$ln=15,r=8,p=3$c2FsdA$", "$scrypt$ln=15,r=8,p=3$c2FsdA$AAAA"]) {
    assert.equal(await verifyPassword("", damaged), false);
  }
});

test("readable passwords have no look-alikes and do not repeat", () => {
  const passwords = Array.from({ length: 200 }, readablePassword);
  for (const password of passwords)
    assert.match(password, /^([a-hj-km-np-z2-9]{4}-){2}[a-hj-km-np-z2-9]{4}$/);
  assert.equal(new Set(passwords).size, passwords.length);
});

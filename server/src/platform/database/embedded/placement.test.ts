import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeDataDirectory } from "../testing/index.ts";
import { chooseAccount, reaches } from "./account.ts";
import { findBinaries, installBinaries } from "./native-binaries.ts";
import { parsePostmasterFile } from "./postmaster.ts";

const { dataDir, remove } = makeDataDirectory();
after(remove);

test("the server runs as postgres when there is one, else as nobody", () => {
  const root = "root:x:0:0:root:/root:/bin/sh";
  const nobody = "nobody:x:99:98:nobody:/:/sbin/nologin";
  const postgres = "postgres:x:101:104::/var/lib/postgresql:/bin/bash";
  assert.deepEqual(chooseAccount([root, nobody, postgres].join("\n")), { uid: 101, gid: 104 });
  assert.deepEqual(chooseAccount([root, nobody].join("\n")), { uid: 99, gid: 98 });
  assert.equal(chooseAccount(root), undefined);
});

test("a folder is within reach when every folder above it can be walked through", () => {
  const inner = join(dataDir, "closed", "inner");
  mkdirSync(inner, { recursive: true });
  const stranger = { uid: 12_345, gid: 12_345 };
  assert.equal(reaches(stranger, inner), true);
  chmodSync(join(dataDir, "closed"), 0o700);
  assert.equal(reaches(stranger, inner), false);
  const { uid, gid } = statSync(inner);
  assert.equal(reaches({ uid, gid }, join(dataDir, "closed")), true);
});

test("binaries are complete with their symbolic links, and whatever is missing is added again", () => {
  const binaries = findBinaries();
  assert.ok(binaries.ok);
  const target = join(dataDir, "binaries");
  installBinaries(binaries.value, target);
  const complete = readdirSync(target, { recursive: true, encoding: "utf8" }).toSorted();
  assert.ok(complete.includes(join("bin", "postgres")));
  assert.ok(complete.includes(join("lib", "libpq.so.5")));
  assert.equal(statSync(join(target, "lib", "libpq.so.5")).mode & 0o004, 0o004);
  rmSync(join(target, "lib", "libpq.so.5"));
  rmSync(join(target, "share"), { recursive: true });
  installBinaries(binaries.value, target);
  assert.deepEqual(readdirSync(target, { recursive: true, encoding: "utf8" }).toSorted(), complete);
});

test("a postmaster file that is not yet written whole names no server", () => {
  const whole = "8292\n/data/postgres\n1795329846\n5432\n/run/socket\n\n 16039942         4\nready\n";
  assert.deepEqual(parsePostmasterFile(whole), { pid: 8292, socketDirectory: "/run/socket" });
  assert.equal(parsePostmasterFile("8292\n/data/postgres\n"), undefined);
  assert.equal(parsePostmasterFile(""), undefined);
  assert.equal(parsePostmasterFile("-1\n\n\n\n/run\n"), undefined);
});

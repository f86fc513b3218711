import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sourcesFingerprint } from "./setup/build-web.mjs";
import { cannotInstall, missingPackages, neededPackages } from "./setup/debian-packages.mjs";
import { pinnedNode } from "./setup/pinned-node.mjs";
import { lockFolder } from "./setup/setup-lock.mjs";

const temporary = mkdtempSync(join(tmpdir(), "tandem-launch-"));
after(() => rmSync(temporary, { recursive: true }));
let trees = 0;

/**
 * A checkout of its own: the launcher, a program that tells how it was run, and an "npm" that counts its runs and
 * makes node_modules, as the real one does.
 */
function checkout({ installed = true } = {}) {
  const root = join(temporary, String(++trees));
  cpSync(import.meta.dirname, join(root, "scripts"), { recursive: true });
  mkdirSync(join(root, "tools"));
  const script = `
    if (process.argv[2] === "code") process.exitCode = 7;
    if (process.argv[2] === "wait") {
      process.on("SIGTERM", () => { console.log("stopping"); setTimeout(() => process.exit(0), 50); });
      setInterval(() => {}, 1000);
    }
    console.log(JSON.stringify({ args: process.argv.slice(2), path: process.env.PATH }));
    if (process.argv[2] === "die") process.kill(process.pid, "SIGKILL");`;
  writeFileSync(join(root, "tools/tell.ts"), script);
  const npm = `
    const fs = require("node:fs");
    fs.appendFileSync("npm-runs", process.argv.slice(2).join(" ") + "\\n");
    if (fs.existsSync("ci-fails") && process.argv[2] === "ci") process.exit(1);
    if (fs.existsSync("npm-fails")) { console.error("E404 no such thing"); process.exit(1); }
    fs.mkdirSync("node_modules", { recursive: true });`;
  writeFileSync(join(root, "npm.cjs"), npm);
  writeFileSync(join(root, "package-lock.json"), "{}");
  if (installed) {
    mkdirSync(join(root, "node_modules"));
    writeFileSync(join(root, "node_modules/.package-lock.json"), "{}");
  }
  return root;
}

function launch(root, ...args) {
  const env = { ...process.env, npm_execpath: join(root, "npm.cjs") };
  return spawnSync(process.execPath, [join(root, "scripts/launch.mjs"), ...args], { env, encoding: "utf8" });
}

const npmRuns = (root) =>
  existsSync(join(root, "npm-runs")) ? readFileSync(join(root, "npm-runs"), "utf8") : "";

test("arguments, exit code and death by signal are the program's", () => {
  const root = checkout();
  const plain = launch(root, "tools/tell.ts", "--to", "4000");
  assert.deepEqual(JSON.parse(plain.stdout).args, ["--to", "4000"]);
  assert.ok(JSON.parse(plain.stdout).path.startsWith(join(root, "node_modules/.bin")));
  assert.equal(plain.status, 0);
  assert.equal(launch(root, "tools/tell.ts", "code").status, 7);
  assert.equal(launch(root, "tools/tell.ts", "die").signal, "SIGKILL");
});

test("packages are installed when missing, not again, and again when the lock file changes", () => {
  const root = checkout({ installed: false });
  assert.equal(launch(root, "tools/tell.ts").status, 0);
  assert.match(npmRuns(root), /^ci .*\n$/);
  launch(root, "tools/tell.ts");
  assert.equal(npmRuns(root).split("\n").length, 2);
  writeFileSync(join(root, "package-lock.json"), '{"changed":true}');
  launch(root, "tools/tell.ts");
  assert.equal(npmRuns(root).split("\n").length, 3);
});

test("an install by hand after the lock file changed counts", () => {
  const root = checkout();
  const later = new Date(Date.now() + 10_000);
  utimesSync(join(root, "package-lock.json"), later, later);
  launch(root, "tools/tell.ts");
  assert.match(npmRuns(root), /^ci/);
  const byHand = checkout();
  launch(byHand, "tools/tell.ts");
  assert.equal(npmRuns(byHand), "");
});

test("a lock file that is incomplete for ci is installed from all the same, and left as it is", () => {
  const root = checkout({ installed: false });
  writeFileSync(join(root, "ci-fails"), "");
  assert.equal(launch(root, "tools/tell.ts").status, 0);
  assert.match(npmRuns(root), /^ci .*\ninstall --no-save .*\n$/);
});

test("a failed install says what npm said, and the program does not run", () => {
  const root = checkout({ installed: false });
  writeFileSync(join(root, "npm-fails"), "");
  const result = launch(root, "tools/tell.ts");
  assert.equal(result.status, 1);
  assert.match(result.stderr, /could not install[^]*E404/);
  assert.equal(result.stdout, "");
});

test("a lock left by a dead launch does not hold up the next one", () => {
  const root = checkout();
  const folder = lockFolder(`${root}/`);
  mkdirSync(folder);
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(join(folder, "pid"), String(dead));
  assert.equal(launch(root, "tools/tell.ts").status, 0);
  assert.equal(existsSync(folder), false);
});

test("SIGTERM reaches the program, and the launcher waits for its clean end", async () => {
  const root = checkout();
  const child = spawn(process.execPath, [join(root, "scripts/launch.mjs"), "tools/tell.ts", "wait"]);
  let output = "";
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  child.stdout.on("data", (bytes) => {
    if (output === "") child.kill("SIGTERM");
    output += bytes;
  });
  assert.deepEqual(await ended, { code: 0, signal: null });
  assert.match(output, /stopping/);
});

test("an old Node without a pinned one is refused with what to do", () => {
  const root = checkout();
  assert.throws(() => pinnedNode(root, "18.19.0"), /Node 18\.19\.0 is too old/);
  assert.equal(pinnedNode(root, "24.1.0"), process.execPath);
});

test("missing Debian packages are found by program, and the message can be typed", () => {
  assert.deepEqual(
    missingPackages(() => true),
    [],
  );
  assert.deepEqual(
    missingPackages((program) => program !== "sipp"),
    ["sip-tester"],
  );
  assert.equal(missingPackages(() => false).length, Object.keys(neededPackages).length);
  assert.match(cannotInstall(["sip-tester"]), /sudo apt-get install -y --no-install-recommends sip-tester/);
});

test("the web's fingerprint changes with a source's text, name and package versions, not with what was built", () => {
  const root = checkout();
  const write = (file, text) => {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), text);
    return sourcesFingerprint(root);
  };
  const before = write("web/app.tsx", "a");
  assert.equal(write("web/dist/app.js", "built"), before);
  const steps = [
    before,
    write("web/app.tsx", "b"),
    write("packages/ui/src/button.tsx", "c"),
    write("package-lock.json", "d"),
  ];
  assert.equal(new Set(steps).size, 4);
});

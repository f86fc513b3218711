// One set-up at a time for one checkout: a second launch waits for the first.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SetupError } from "./report.mjs";

const pollMs = 200;
/** Longer than the slowest install seen on a slow line. */
const waitLimitMs = 15 * 60_000;

/**
 * Runs `step` while holding the lock of the checkout at `root`. The lock is a folder in the temporary
 * directory (an install empties node_modules), named after the checkout; one left by a dead process is taken over.
 * @template T
 * @param {string} root
 * @param {() => T} step
 * @returns {T}
 */
export function withSetupLock(root, step) {
  const folder = lockFolder(root);
  const deadline = Date.now() + waitLimitMs;
  while (!take(folder)) {
    if (Date.now() > deadline)
      throw new SetupError(`Another set-up holds ${folder}. Remove it when none is running.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs);
  }
  try {
    return step();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} root */
export function lockFolder(root) {
  return join(tmpdir(), `tandem-setup-${createHash("sha256").update(root).digest("hex").slice(0, 16)}.lock`);
}

/** @param {string} folder */
function take(folder) {
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, "pid"), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!holderIsAlive(folder)) rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

/** @param {string} folder */
function holderIsAlive(folder) {
  let pid;
  try {
    pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  } catch {
    // Between the holder's making the folder and writing into it; or it has just let go.
    return true;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

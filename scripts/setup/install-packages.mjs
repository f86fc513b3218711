// The npm packages: installed when they are missing or not those of package-lock.json.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError, tellStep } from "./report.mjs";

/** npm says what is wrong first and explains its options after. */
const shownLines = 25;

/**
 * Makes node_modules what package-lock.json says. Run it while holding the set-up lock.
 * @param {string} root
 */
export function installPackages(root) {
  if (packagesAreCurrent(root)) return;
  tellStep("Installing npm packages", () => {
    // A registry that lacks another platform's optional package leaves it out of the lock file, and "ci" then calls
    // the lock incomplete: "install" goes by the same lock and leaves it as it is.
    if (failureOf(root, ["ci"]) === "") return;
    const why = failureOf(root, ["install", "--no-save"]);
    if (why !== "") throw new SetupError(`npm could not install the packages:\n${why}`);
  });
  writeFileSync(stampFile(root), fingerprint(root));
}

/**
 * True when the last install was of this lock file on this kind of machine: by our stamp, or by npm's own record
 * when someone ran `npm install` by hand.
 * @param {string} root
 */
function packagesAreCurrent(root) {
  const stamp = stampFile(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root)) return true;
  const npmRecord = join(root, "node_modules/.package-lock.json");
  const lock = join(root, "package-lock.json");
  return existsSync(npmRecord) && existsSync(lock) && statSync(npmRecord).mtimeMs >= statSync(lock).mtimeMs;
}

/** @param {string} root */
function stampFile(root) {
  return join(root, "node_modules/.tandem-installed");
}

/** @param {string} root */
function fingerprint(root) {
  const lock = join(root, "package-lock.json");
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}\n`);
  if (existsSync(lock)) hash.update(readFileSync(lock));
  return hash.digest("hex");
}

/**
 * Runs npm; what it said when it failed, or nothing.
 * @param {string} root
 * @param {string[]} command
 */
function failureOf(root, command) {
  const args = [...command, "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: root, encoding: /** @type {const} */ ("utf8"), maxBuffer: 2 ** 26 };
  // npm tells the scripts it runs where it is.
  const npm = process.env.npm_execpath;
  const result =
    npm === undefined
      ? spawnSync("npm", args, options)
      : spawnSync(process.execPath, [npm, ...args], options);
  if (result.status === 0) return "";
  const said = `${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? "npm failed"}`;
  return said.split("\n").slice(0, shownLines).join("\n");
}

// The browser part: built when its sources differ from those of the last build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError, tellStep } from "./report.mjs";

/** Whatever a build reads: the applications, the packages they may import, and the versions of everything else. */
const sources = ["package-lock.json", "packages/contract", "packages/ui", "web"];
const notSources = new Set(["node_modules", "dist"]);

/**
 * Builds web/dist when it is missing or not of these sources. Run it while holding the set-up lock.
 * @param {string} root
 * @param {string} node the Node to build with
 */
export function buildWeb(root, node) {
  if (!existsSync(join(root, "web/vite.config.ts"))) return;
  const stamp = join(root, "web/dist/.tandem-sources");
  const fingerprint = sourcesFingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return;
  tellStep("Building the web pages", () => {
    const vite = join(root, "node_modules/vite/bin/vite.js");
    const options = { cwd: join(root, "web"), encoding: /** @type {const} */ ("utf8"), maxBuffer: 2 ** 26 };
    const result = spawnSync(node, [vite, "build", "--logLevel", "warn"], options);
    if (result.status !== 0)
      throw new SetupError(`The web pages could not be built:\n${result.stdout}${result.stderr}`);
  });
  writeFileSync(stamp, fingerprint);
}

/**
 * One hash over names and contents of all sources.
 * @param {string} root
 */
export function sourcesFingerprint(root) {
  const hash = createHash("sha256");
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted.
  for (const file of sources.flatMap((source) => filesUnder(root, source)).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} place a file or folder, relative to the root
 * @returns {string[]}
 */
function filesUnder(root, place) {
  if (!existsSync(join(root, place))) return [];
  if (place.endsWith(".json")) return [place];
  return readdirSync(join(root, place), { withFileTypes: true }).flatMap((entry) => {
    if (notSources.has(entry.name)) return [];
    const inside = `${place}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(root, inside) : [inside];
  });
}

// The Node that runs the product: the one pinned in package.json, or this one when it is new enough.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./report.mjs";

/** TypeScript runs without flags from here on. */
const oldestMajor = 24;

/**
 * The path of a Node ≥ 24. Throws a SetupError when there is none.
 * @param {string} root
 * @param {string} [ownVersion] version of the Node that is running, such as "18.19.0"
 */
export function pinnedNode(root, ownVersion = process.versions.node) {
  const pinned = join(root, "node_modules/.bin/node");
  // Run, not only looked for: a package for another C library installs but does not start.
  if (existsSync(pinned) && spawnSync(pinned, ["--version"]).status === 0) return pinned;
  if (Number(ownVersion.split(".")[0]) >= oldestMajor) return process.execPath;
  throw new SetupError(
    `No pinned Node for ${process.platform}-${process.arch} is installed, and Node ${ownVersion} is too old.\n` +
      `Install Node ${oldestMajor} or newer (https://nodejs.org) and run the command again.`,
  );
}

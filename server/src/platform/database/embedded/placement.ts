// Where the embedded server's cluster, programs and socket live.
import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import type { StartError } from "../start-error.ts";
import { reaches, serverAccount } from "./account.ts";
import type { Account } from "./account.ts";

export type Placement = {
  /** Undefined: the server runs as ourselves. */
  readonly account: Account | undefined;
  /** The cluster, as we see it. */
  readonly clusterDirectory: string;
  /** False when the account cannot walk to the cluster and is handed an open folder instead. */
  readonly clusterReachable: boolean;
  readonly binariesDirectory: string;
  readonly socketDirectory: string;
};

/** The socket's path with its end must fit `sun_path`: 108 bytes with the closing zero, 104 on macOS (unix(7)). */
const maxSocketPathBytes = 103;
const socketName = "/.s.PGSQL.5432";

/** Decides the places and makes the folders, the socket's with access for the server's account alone. */
export function choosePlacement(dataDir: string, version: string): Result<Placement, StartError> {
  // The account has to walk to where a symbolic link leads.
  const directory = realpathSync(dataDir);
  const clusterDirectory = join(directory, "postgres");
  const root = process.getuid?.() === 0;
  const account = root ? serverAccount(clusterDirectory) : undefined;
  if (root && account === undefined) {
    const message = "PostgreSQL does not run as root: add an account named postgres, or set DATABASE_URL";
    return err({ kind: "cannot-start", message });
  }
  const reachable = account === undefined || reaches(account, directory);
  if (!reachable && process.platform !== "linux") {
    const message = `data directory ${dataDir} cannot be reached by the account of the database server: choose another --data-dir`;
    return err({ kind: "data-directory-not-usable", message });
  }
  const own = join(directory, "runtime");
  const name = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  const shared = join(tmpdir(), `tandem-${name}`);
  const socketBase = reachable && fits(own) ? own : shared;
  const binariesBase = reachable ? own : shared;
  for (const base of new Set([socketBase, binariesBase])) {
    if (makePassableDirectory(base)) continue;
    const message = `${base} belongs to somebody else: remove it, or set TMPDIR to a folder of your own`;
    return err({ kind: "cannot-start", message });
  }
  const socketDirectory = join(socketBase, "socket");
  makePrivateDirectory(socketDirectory, account);
  return ok({
    account,
    clusterDirectory,
    clusterReachable: reachable,
    binariesDirectory: join(binariesBase, `postgres-${version}`),
    socketDirectory,
  });
}

/** Makes a folder that the server's account alone may enter. */
export function makePrivateDirectory(path: string, account: Account | undefined): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o700);
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** Short enough for a socket, and without a character that PostgreSQL's list of folders would split on. */
function fits(directory: string): boolean {
  const path = join(directory, "socket") + socketName;
  return Buffer.byteLength(path) <= maxSocketPathBytes && /^[\w./-]+$/.test(path);
}

/**
 * Makes a folder that others can walk through and cannot write. The temporary folder is everybody's: false for
 * what neither we nor the owner of the folder above made there, and for a link.
 */
function makePassableDirectory(path: string): boolean {
  mkdirSync(path, { recursive: true });
  const found = lstatSync(path);
  const trusted = [process.getuid?.(), statSync(dirname(path)).uid];
  if (!found.isDirectory() || !trusted.includes(found.uid)) return false;
  chmodSync(path, 0o755);
  return true;
}

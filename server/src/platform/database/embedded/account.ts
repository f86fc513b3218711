// Who the database server runs as: PostgreSQL refuses root.
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

export type Account = { readonly uid: number; readonly gid: number };

/**
 * The account root hands the server to: the owner of the cluster that is already there, else `postgres`, else
 * `nobody`. Undefined when the system has neither.
 */
export function serverAccount(clusterDirectory: string): Account | undefined {
  const owner = statSync(clusterDirectory, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return chooseAccount(readFileSync("/etc/passwd", "utf8"));
}

/** Finds `postgres` or `nobody` in the text of a passwd file (passwd(5)). */
export function chooseAccount(passwd: string): Account | undefined {
  const accounts = passwd.split("\n").map((line) => line.split(":"));
  for (const wanted of ["postgres", "nobody"]) {
    const [, , uid, gid] = accounts.find(([name]) => name === wanted) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** True when the account may walk through every folder down to and including `path`. */
export function reaches(account: Account, path: string): boolean {
  const { uid, gid, mode } = statSync(path);
  const searchBit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & searchBit) === 0) return false;
  return path === dirname(path) || reaches(account, dirname(path));
}

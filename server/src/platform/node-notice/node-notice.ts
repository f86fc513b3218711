// The notice that a running node posts in its data directory: where it listens, and the token by which the
// operator of this machine is known. Who may read the file (its owner, root) is the operator.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { z } from "zod";

const addressSchema = z.object({ address: z.string().min(1), port: z.int().min(1).max(65_535) });

const noticeSchema = z.object({
  pid: z.int().positive(),
  http: addressSchema,
  sip: addressSchema,
  /** The address that programs of this machine exchange sound with the node by. */
  mediaAddress: z.string().min(1),
  operatorToken: z.string().min(1),
});
export type NodeNotice = Readonly<z.infer<typeof noticeSchema>>;

/** `not-running`: no node, or none that stopped in good order, used this data directory. */
export type NodeNoticeError = { kind: "not-running" | "not-readable"; message: string };

/** 256 random bits, new at each start: a token that leaked is worth nothing after the next one. */
export function createOperatorToken(): string {
  return randomBytes(32).toString("base64url");
}

/** True when the request carries the token: `Authorization: Bearer TOKEN` (RFC 6750 §2.1). */
export function isOperator(headers: Headers, operatorToken: string): boolean {
  const [, presented] = /^Bearer (\S+)$/i.exec(headers.get("Authorization") ?? "") ?? [];
  return presented !== undefined && timingSafeEqual(sha256(presented), sha256(operatorToken));
}

/** The address by which this machine reaches a server that listens on `address`. */
export function localAddress(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}

/** Posts the notice, readable by its owner only; the returned function takes it down. */
export function postNodeNotice(dataDir: string, notice: NodeNotice): () => void {
  const path = noticePath(dataDir);
  const draft = `${path}.new`;
  // A draft that a crash left would keep its own mode.
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify(notice), { mode: 0o600, flag: "wx" });
  renameSync(draft, path);
  return () => rmSync(path, { force: true });
}

/** The notice of the node that runs on this data directory; after a crash, of the one that ran. */
export function readNodeNotice(dataDir: string): Result<NodeNotice, NodeNoticeError> {
  const path = noticePath(dataDir);
  try {
    const notice = noticeSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (notice.success) return ok(notice.data);
    return err({
      kind: "not-readable",
      message: `${path} is of another version of Tandem: restart the system`,
    });
  } catch (error) {
    if (error instanceof SyntaxError)
      return err({ kind: "not-readable", message: `${path} is damaged: restart the system` });
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR")
      return err({ kind: "not-running", message: `no Tandem runs on the data directory ${dataDir}` });
    const message = `${path} cannot be read (${code}): run this as the user that runs Tandem`;
    return err({ kind: "not-readable", message });
  }
}

function noticePath(dataDir: string): string {
  return join(dataDir, "node.json");
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

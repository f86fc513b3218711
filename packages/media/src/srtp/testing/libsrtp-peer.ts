// libsrtp as a peer of tests: a small C program over Debian's library, built once and asked in batches.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SrtpMasterKey, SrtpProfile } from "../srtp-keys.ts";

const source = path.join(import.meta.dirname, "libsrtp-peer.c");

/** What libsrtp is asked to do with a packet: protect or unprotect, RTP or RTCP. */
export type LibsrtpRequest = { readonly act: "p" | "P" | "u" | "U"; readonly packet: Uint8Array };

/** The program, in a folder that `Symbol.dispose` removes. */
export class LibsrtpPeer implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "libsrtp-peer-"));
  readonly #program = path.join(this.#folder, "libsrtp-peer");

  /** Throws with the compiler's words when it cannot be built: gcc or libsrtp2-dev is missing. */
  constructor() {
    const flags = ["-O1", "-Wall", "-Werror", source, "-o", this.#program, "-lsrtp2"];
    const built = spawnSync("gcc", flags, { encoding: "utf8" });
    assert.equal(built.status, 0, `libsrtp-peer.c does not build: ${built.error?.message ?? built.stderr}`);
  }

  /** One new sender and one new receiver take the requests in order; answers are packets, or libsrtp's refusals. */
  ask(
    profile: SrtpProfile,
    { key, salt }: SrtpMasterKey,
    requests: readonly LibsrtpRequest[],
  ): readonly string[] {
    const input = requests.map(({ act, packet }) => `${act}${Buffer.from(packet).toString("hex")}\n`);
    const master = Buffer.concat([key, salt]).toString("hex");
    const options = { input: input.join(""), encoding: "utf8", maxBuffer: 2 ** 27 } as const;
    const ran = spawnSync(this.#program, [profile, master], options);
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout.trimEnd().split("\n");
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

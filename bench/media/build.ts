// Builds the benchmark's C programs once per change of their source.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Path of the program built from `name.c` of this folder. Throws with the compiler's words when it cannot be built. */
export function build(name: "relay" | "load-generator", libraries: readonly string[] = []): string {
  const source = new URL(`${name}.c`, import.meta.url);
  const digest = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `tandem-bench-${userInfo().uid}`);
  const program = join(folder, `${name}-${digest}`);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const flags = ["-O2", "-Wall", "-Wextra", "-o", program, source.pathname];
  execFileSync("gcc", [...flags, "-lpthread", ...libraries.map((library) => `-l${library}`)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return program;
}

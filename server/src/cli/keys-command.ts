// `tandem keys rotate`: has the running node make new keys of recordings.
import { endpoints } from "@tandem/contract";
import type { KeyRotation } from "@tandem/contract";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { readNodeNotice } from "#platform/node-notice";
import type { NodeNotice } from "#platform/node-notice";
import { readArguments } from "./arguments.ts";
import { usageExitCode } from "./command.ts";
import type { Command } from "./command.ts";
import { httpUrlOf } from "./node-address.ts";
import { textTable } from "./text-table.ts";

type KeysError = { readonly kind: "not-running" | "refused"; readonly message: string };

export const keysCommand: Command = {
  name: "keys",
  summary: "Rotates the keys that recordings are sealed with: keys rotate",
  help: [
    "  rotate         makes a new key for every tenant and wraps the keys of all recordings with it;",
    "                 the sound is not rewritten, and a former key is destroyed when nothing uses it",
    "  --tenant NAME  only for this tenant, by name or id",
    "",
    "The system must be running. Exit code: 0 done, 1 not done, 2 not running.",
  ],
  async run({ argv, env, terminal }) {
    const [action, ...rest] = argv;
    const read = readArguments({ argv: rest, env, flags: { tenant: { type: "string" } } });
    if (action !== "rotate" || !read.ok) {
      terminal.fail(`tandem keys: ${read.ok ? "expected: keys rotate" : read.error.message}`);
      return usageExitCode;
    }
    const { values, config } = read.value;
    const notice = readNodeNotice(config.dataDir);
    const rotated = notice.ok
      ? await askRotation(notice.value, values.tenant)
      : err({ kind: "not-running", message: `${notice.error.message}: start it with npm start` } as const);
    if (rotated.ok) for (const line of rotationTable(rotated.value)) terminal.out(line);
    else terminal.fail(`tandem keys: ${rotated.error.message}`);
    if (rotated.ok) return 0;
    return rotated.error.kind === "not-running" ? 2 : 1;
  },
};

/** What was done, for a person. */
export function rotationTable(rotations: readonly KeyRotation[]): string[] {
  const rows = rotations.map(({ tenantName, keyId, rewrapped, unreadable, retired }) => [
    tenantName,
    `new key ${keyId}`,
    `${rewrapped} recordings rewrapped`,
    `${unreadable} not readable`,
    `${retired} former keys destroyed`,
  ]);
  return textTable(rows);
}

async function askRotation(
  notice: NodeNotice,
  tenant: string | undefined,
): Promise<Result<KeyRotation[], KeysError>> {
  const { method, path, response: schema } = endpoints.rotateRecordingKeys;
  const url = httpUrlOf(notice);
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${notice.operatorToken}`,
        "Content-Type": "application/json",
        "X-Tandem": "1",
      },
      body: JSON.stringify({ tenant }),
    });
    const body: unknown = await response.json();
    const read = schema.safeParse(body);
    if (response.ok && read.success) return ok(read.data.rotations);
    const message = (body as { message?: string } | null)?.message ?? `answers ${response.status}`;
    return err({ kind: "refused", message });
  } catch {
    return err({ kind: "not-running", message: `nothing answers at ${url}, the system must have crashed` });
  }
}

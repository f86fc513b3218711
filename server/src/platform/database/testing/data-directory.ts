// A data directory of its own for a test.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary data directory that any account may walk through, as the one Tandem makes for itself. */
export function makeDataDirectory(): { dataDir: string; remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), "tandem-test-"));
  chmodSync(dataDir, 0o711);
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

// A process for tests: appends numbered facts to the journal in the directory it is given, without end, and
// prints the number of each fact that is known to be on the disk. Its database never answers.
import { newId, systemClock } from "@tandem/kernel";
import type { Fact, FactId, TenantId } from "@tandem/kernel";
import { DatabaseUnavailable } from "#platform/database";
import { createLogger } from "#platform/logging";
import { FactJournal } from "../index.ts";

const journal = new FactJournal<Fact<string, { n: number }>>({
  directory: process.argv[2] ?? "",
  write: () => Promise.reject(new DatabaseUnavailable("it is not there")),
  clock: systemClock,
  log: createLogger({ level: "silent" }),
  batchSize: 100,
});
const tenantId = newId<TenantId>();
for (let n = 1; ; n++) {
  journal.append({ id: newId<FactId>(), type: "Counted", version: 1, tenantId, at: n, n });
  if (n % 100 !== 0) continue;
  await journal.flushed();
  process.stdout.write(`${n}\n`);
}

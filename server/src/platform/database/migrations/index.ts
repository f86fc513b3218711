// Every migration by its name, in order. A migration that has run anywhere is never edited.
import type { Migration } from "kysely/migration";
import { up as firstTables } from "./0001-first-tables.ts";
import { up as trunks } from "./0002-trunks.ts";
import { up as security } from "./0003-security.ts";
import { up as signallingTrace } from "./0004-signalling-trace.ts";
import { up as devices } from "./0005-devices.ts";

export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": { up: firstTables },
  "0002-trunks": { up: trunks },
  "0003-security": { up: security },
  "0004-signalling-trace": { up: signallingTrace },
  "0005-devices": { up: devices },
};

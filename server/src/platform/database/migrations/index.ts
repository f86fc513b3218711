// Every migration by its name, in order. A migration that has run anywhere is never edited.
import type { Migration } from "kysely/migration";
import { up as firstTables } from "./0001-first-tables.ts";
import { up as trunks } from "./0002-trunks.ts";
import { up as security } from "./0003-security.ts";
import { up as signallingTrace } from "./0004-signalling-trace.ts";
import { up as devices } from "./0005-devices.ts";
import { up as legQualities } from "./0006-leg-qualities.ts";
import { up as recordingKeys } from "./0007-recording-keys.ts";
import { up as recordingStorage } from "./0008-recording-storage.ts";
import { up as routing } from "./0009-routing.ts";
import { up as keysOfPhones } from "./0010-keys-of-phones.ts";
import { up as queues } from "./0011-queues.ts";
import { up as surveys } from "./0012-surveys.ts";
import { up as messages } from "./0013-messages.ts";
import { up as mailboxSettings } from "./0014-mailbox-settings.ts";
import { up as metrics } from "./0015-metrics.ts";
import { up as deskRules } from "./0016-desk-rules.ts";
import { up as reminders } from "./0017-reminders.ts";
import { up as callbacks } from "./0018-callbacks.ts";
import { up as shownNumbers } from "./0019-shown-numbers.ts";
import { up as queueAlarms } from "./0020-queue-alarms.ts";
import { up as countedDays } from "./0021-counted-days.ts";
import { up as outboundCalls } from "./0023-outbound-calls.ts";
import { up as flowPublications } from "./0024-flow-publications.ts";
import { up as secrets } from "./0025-secrets.ts";
import { up as prompts } from "./0026-prompts.ts";
import { up as callTags } from "./0027-call-tags.ts";
import { up as dataTables } from "./0028-data-tables.ts";
import { up as flowMessages } from "./0029-flow-messages.ts";
import { up as recognition } from "./0030-recognition.ts";

export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": { up: firstTables },
  "0002-trunks": { up: trunks },
  "0003-security": { up: security },
  "0004-signalling-trace": { up: signallingTrace },
  "0005-devices": { up: devices },
  "0006-leg-qualities": { up: legQualities },
  "0007-recording-keys": { up: recordingKeys },
  "0008-recording-storage": { up: recordingStorage },
  "0009-routing": { up: routing },
  "0010-keys-of-phones": { up: keysOfPhones },
  "0011-queues": { up: queues },
  "0012-surveys": { up: surveys },
  "0013-messages": { up: messages },
  "0014-mailbox-settings": { up: mailboxSettings },
  "0015-metrics": { up: metrics },
  "0016-desk-rules": { up: deskRules },
  "0017-reminders": { up: reminders },
  "0018-callbacks": { up: callbacks },
  "0019-shown-numbers": { up: shownNumbers },
  "0020-queue-alarms": { up: queueAlarms },
  "0021-counted-days": { up: countedDays },
  "0023-outbound-calls": { up: outboundCalls },
  "0024-flow-publications": { up: flowPublications },
  "0025-secrets": { up: secrets },
  "0026-prompts": { up: prompts },
  "0027-call-tags": { up: callTags },
  "0028-data-tables": { up: dataTables },
  "0029-flow-messages": { up: flowMessages },
  "0030-recognition": { up: recognition },
};

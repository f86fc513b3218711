import assert from "node:assert/strict";
import { test } from "node:test";
import { lastDays, readReportFilter, reportAddress, reportQuery } from "./report-filter.ts";
import type { ReportFilter } from "./report-filter.ts";

const filter: ReportFilter = {
  firstDay: "2026-02-01",
  lastDay: "2026-03-01",
  interval: "day",
  by: "queue",
  rule: "answer",
  queueId: "q1",
  level: "serviceLevelNoShort",
};
const addressQuery = (address: string) => new URL(address, "http://localhost").searchParams;

test("a report survives in the address, so that it can be shared and gone back to", () => {
  assert.deepEqual(readReportFilter(addressQuery(reportAddress(filter)), "2026-05-05"), filter);
});

test("what makes no sense in an address is left out: today by hours", () => {
  const read = readReportFilter(
    new URLSearchParams("from=2026-03-02&to=2026-03-01&interval=7&by=moon"),
    "2026-05-05",
  );
  assert.deepEqual(
    [read.firstDay, read.lastDay, read.interval, read.by],
    ["2026-05-05", "2026-05-05", "60", "all"],
  );
});

test("which service level is shown is no question to the server", () => {
  assert.deepEqual(reportQuery({ ...filter, queueId: undefined }), {
    firstDay: "2026-02-01",
    lastDay: "2026-03-01",
    interval: "day",
    by: "queue",
    rule: "answer",
  });
});

test("days are those of the tenant's time zone", () => {
  const late = Date.parse("2026-03-01T20:00:00Z");
  assert.deepEqual(lastDays(late, "Asia/Shanghai", 1), ["2026-03-02", "2026-03-02"]);
  assert.deepEqual(lastDays(late, "America/New_York", 7), ["2026-02-23", "2026-03-01"]);
});

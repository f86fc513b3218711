import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDateTime, formatTimeOfDay } from "./moments.ts";

test("moments are shown in the tenant's time zone, whatever this computer's is", () => {
  const moment = "2026-10-16T16:05:09.000Z";
  assert.equal(formatTimeOfDay(moment, { locale: "zh-CN", timeZone: "Asia/Shanghai" }), "00:05:09");
  assert.match(
    formatDateTime(moment, { locale: "zh-CN", timeZone: "Asia/Shanghai" }),
    /2026\/10\/17 00:05:09/,
  );
  assert.match(
    formatDateTime(moment, { locale: "en", timeZone: "America/New_York" }),
    /10\/16\/2026, 12:05:09/,
  );
});

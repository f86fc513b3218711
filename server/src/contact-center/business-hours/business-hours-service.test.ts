import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CalendarId, TenantId } from "@tandem/kernel";
import { BusinessHours } from "./business-hours-service.ts";

const tenantId = newId<TenantId>();
const id = newId<CalendarId>();
const week = Array.from({ length: 7 }, () => [{ from: "09:00", to: "18:00" }]);
const record = { id, tenantId, name: "office", week, exceptions: [] };

/** A clock that is moved by hand, and calls back what is due. */
function handClock(at: string) {
  let now = Date.parse(at);
  let timers: { at: number; callback: () => void }[] = [];
  const clock = {
    now: () => now,
    after(delayMs: number, callback: () => void) {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((each) => each !== timer));
    },
  };
  const pass = (ms: number) => {
    for (const until = now + ms; now < until;) {
      now = Math.min(until, ...timers.map((timer) => timer.at));
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const { callback } of due) callback();
    }
  };
  return { clock, pass, waiting: () => timers.length };
}

test("a calendar opens and closes with the minute, and says so once", () => {
  const { clock, pass, waiting } = handClock("2026-03-02T08:58:30+08:00");
  const hours = new BusinessHours(clock);
  hours.replace(tenantId, "Asia/Shanghai", [record]);
  const heard: boolean[] = [];
  hours.onChange((tenant) => {
    assert.equal(tenant, tenantId);
    heard.push(hours.isOpen(tenantId, id));
  });
  hours.start();
  pass(89_999);
  assert.deepEqual([heard, hours.isOpen(tenantId, id)], [[], false]);
  pass(1);
  assert.deepEqual(heard, [true]);
  pass(9 * 3_600_000);
  assert.deepEqual(heard, [true, false]);
  hours.close();
  assert.equal(waiting(), 0);
});

test("a changed calendar counts at once; one that is not there, or somebody else's, turns nobody away", () => {
  const { clock } = handClock("2026-03-02T20:00:00+08:00");
  const hours = new BusinessHours(clock);
  hours.replace(tenantId, "Asia/Shanghai", [record]);
  assert.equal(hours.isOpen(tenantId, id), false);
  assert.equal(hours.isOpen(newId<TenantId>(), id), true);
  hours.replace(tenantId, "Europe/Berlin", [record]);
  assert.equal(hours.isOpen(tenantId, id), true, "one in the afternoon there");
  hours.replace(tenantId, "Europe/Berlin", []);
  assert.equal(hours.isOpen(tenantId, id), true);
});

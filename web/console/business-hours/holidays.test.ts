import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readHolidays, withHolidays } from "./holidays.ts";

const text = readFileSync(new URL("./china-2026.json", import.meta.url), "utf8");
const weekdayOf = (date: string) => new Date(`${date}T12:00:00Z`).getUTCDay();

test("holidays are closed, days worked instead are open as a Monday, and what is there already stays", () => {
  const file = readHolidays(text);
  assert.ok(file);
  const own = { name: "盘点", from: "2026-10-01", until: "2026-10-07", spans: "10:00-12:00" };
  const rows = withHolidays([own], file, "09:00-12:00, 13:00-18:00");
  assert.equal(rows.length, file.days.length);
  assert.deepEqual(
    rows.find(({ from }) => from === "2026-10-01"),
    own,
  );
  assert.equal(rows.find(({ name }) => name === "春节")?.spans, "");
  assert.equal(rows.find(({ from }) => from === "2026-02-14")?.spans, "09:00-12:00, 13:00-18:00");
  assert.deepEqual(withHolidays(rows, file, ""), rows, "twice is once");
});

test("in China's file each day that is worked instead is a Saturday or a Sunday, and none lies in a holiday", () => {
  const days = readHolidays(text)?.days ?? [];
  const worked = days.filter(({ open }) => open);
  assert.equal(worked.length, 6);
  for (const { from, until } of worked) {
    assert.equal(from, until);
    assert.ok([0, 6].includes(weekdayOf(from)), from);
    assert.ok(!days.some((day) => !day.open && day.from <= from && from <= day.until), from);
  }
});

test("what is no file of holidays is told from one", () => {
  for (const wrong of ["", "[]", '{"name":"x"}', '{"name":"x","days":[{"name":"y","from":"tomorrow"}]}'])
    assert.equal(readHolidays(wrong), undefined, wrong);
});

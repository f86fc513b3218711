import assert from "node:assert/strict";
import { test } from "node:test";
import { hoursProblems, isOpenAt } from "./business-hours.ts";
import type { OpeningHours, OpenSpan } from "./business-hours.ts";

const office: OpenSpan[] = [
  { from: "09:00", to: "12:00" },
  { from: "13:00", to: "18:00" },
];
const workdays = (spans: OpenSpan[]): OpeningHours => ({
  week: [spans, spans, spans, spans, spans, [], []],
  exceptions: [],
});
const open = (hours: OpeningHours, at: string, timeZone = "Asia/Shanghai") =>
  isOpenAt(hours, Date.parse(at), timeZone);

test("a week's hours hold by the clock on the tenant's wall, their end not included", () => {
  const hours = workdays(office);
  // 2026-03-02 is a Monday.
  assert.equal(open(hours, "2026-03-02T08:59:59+08:00"), false);
  assert.equal(open(hours, "2026-03-02T09:00:00+08:00"), true);
  assert.equal(open(hours, "2026-03-02T11:59:59+08:00"), true);
  assert.equal(open(hours, "2026-03-02T12:00:00+08:00"), false);
  assert.equal(open(hours, "2026-03-02T17:59:00+08:00"), true);
  assert.equal(open(hours, "2026-03-02T18:00:00+08:00"), false);
  assert.equal(open(hours, "2026-03-07T10:00:00+08:00"), false, "Saturday");
  assert.equal(open(hours, "2026-03-02T01:30:00Z"), true, "the same moment, said otherwise");
  assert.equal(open(hours, "2026-03-02T01:30:00Z", "Europe/Berlin"), false, "half past two at night there");
});

test("a holiday closes and a day made up for opens; the first exception of a day counts", () => {
  const hours: OpeningHours = {
    ...workdays(office),
    exceptions: [
      { name: "值班", from: "2026-10-03", until: "2026-10-03", spans: [{ from: "10:00", to: "12:00" }] },
      { name: "国庆", from: "2026-10-01", until: "2026-10-07", spans: [] },
      { name: "补班", from: "2026-10-10", until: "2026-10-10", spans: office },
    ],
  };
  assert.equal(open(hours, "2026-09-30T10:00:00+08:00"), true);
  for (const day of ["01", "02", "05", "07"])
    assert.equal(open(hours, `2026-10-${day}T10:00:00+08:00`), false);
  assert.equal(open(hours, "2026-10-03T10:30:00+08:00"), true);
  assert.equal(open(hours, "2026-10-03T13:30:00+08:00"), false);
  assert.equal(open(hours, "2026-10-10T10:00:00+08:00"), true, "a Saturday to work");
});

test("a day without end, and a night in two spans", () => {
  const night = workdays([
    { from: "00:00", to: "06:00" },
    { from: "22:00", to: "24:00" },
  ]);
  assert.equal(open(night, "2026-03-02T23:59:59+08:00"), true);
  assert.equal(open(night, "2026-03-03T00:00:00+08:00"), true);
  assert.equal(open(night, "2026-03-03T06:00:00+08:00"), false);
});

test("summer time: nine stays nine, the hour left out is nobody's, the hour that comes twice counts twice", () => {
  const nine = { week: Array.from({ length: 7 }, () => office), exceptions: [] };
  // Berlin: 2026-03-29 forward at 02:00, 2026-10-25 back at 03:00.
  assert.equal(open(nine, "2026-03-28T08:00:00Z", "Europe/Berlin"), true, "09:00 in winter");
  assert.equal(open(nine, "2026-03-29T06:59:59Z", "Europe/Berlin"), false);
  assert.equal(open(nine, "2026-03-29T07:00:00Z", "Europe/Berlin"), true, "09:00 in summer");
  assert.equal(open(nine, "2026-10-25T07:30:00Z", "Europe/Berlin"), false, "08:30 in winter again");
  const early = { ...nine, week: nine.week.map(() => [{ from: "02:30", to: "03:30" }]) };
  assert.equal(open(early, "2026-03-29T00:59:59Z", "Europe/Berlin"), false, "01:59");
  assert.equal(open(early, "2026-03-29T01:00:00Z", "Europe/Berlin"), true, "03:00, one minute later");
  assert.equal(open(early, "2026-03-29T01:30:00Z", "Europe/Berlin"), false);
  const twice = [
    "2026-10-25T00:29:00Z",
    "2026-10-25T00:31:00Z",
    "2026-10-25T01:00:00Z",
    "2026-10-25T01:31:00Z",
  ];
  assert.deepEqual(
    twice.map((at) => open(early, at, "Europe/Berlin")),
    [false, true, false, true],
    "02:29, 02:31, 02:00 and 02:31 once more",
  );
  assert.equal(
    open(nine, "2026-03-08T13:00:00Z", "America/New_York"),
    true,
    "09:00 on the day of the change",
  );
});

test("what cannot be hours is named with its place", () => {
  const hours = (spans: OpenSpan[]) => hoursProblems({ week: [[], spans], exceptions: [] });
  assert.deepEqual(hours([{ from: "10:00", to: "10:00" }]), [
    { kind: "span-backwards", place: 1, in: "week" },
  ]);
  assert.deepEqual(hours([...office, { from: "11:00", to: "13:30" }]), [
    { kind: "spans-overlap", place: 1, in: "week" },
  ]);
  assert.deepEqual(hours(office.toReversed()), []);
  const days = { name: "", from: "2026-01-02", until: "2026-01-01", spans: [] };
  assert.deepEqual(hoursProblems({ week: [], exceptions: [days] }), [
    { kind: "dates-backwards", place: 0, in: "exceptions" },
  ]);
});

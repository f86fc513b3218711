import assert from "node:assert/strict";
import { test } from "node:test";
import type { LegId, TenantId } from "@tandem/kernel";
import { DiallingGuard } from "./dialling-guard.ts";
import { defaultDiallingLimits, ratePerMinute } from "./dialling-limits.ts";
import type { DiallingLimits } from "./dialling-limits.ts";
import type { TenantSecurityFact } from "./tenant-facts.ts";
import { HandClock } from "./testing/hand-clock.ts";

const tenant = "acme" as TenantId;
const free: DiallingLimits = {
  allowedPrefixes: ["+86", "+1"],
  maxCalls: null,
  callsPerMinute: null,
  spendPerHour: null,
  rates: [],
};

function setUp(limits?: DiallingLimits) {
  const clock = new HandClock();
  const facts: TenantSecurityFact[] = [];
  // As the trunks do it for China: 00 is the way abroad, 0 the way to another city.
  const toE164 = (_tenant: TenantId, dialled: string) => {
    if (dialled.startsWith("00")) return `+${dialled.slice(2)}`;
    return /^0?1\d{10}$/.test(dialled) ? `+86${dialled.replace(/^0/, "")}` : dialled;
  };
  const guard = new DiallingGuard({ clock, toE164, onTenantFact: (fact) => facts.push(fact) });
  if (limits) guard.setLimits(tenant, limits);
  let legs = 0;
  const judge = (dialled: string) => {
    const judged = guard.judge(tenant, dialled, "1001");
    return judged.ok ? "allowed" : judged.error.kind;
  };
  const call = (dialled: string): LegId => {
    const legId = `leg${legs++}` as LegId;
    guard.begun(tenant, legId, dialled);
    return legId;
  };
  return { clock, facts, guard, judge, call };
}

test("at first only the home country and short service numbers may be dialled", () => {
  const { judge, facts } = setUp();
  for (const number of ["13800138000", "+8613800138000", "008613800138000", "10086", "95588"])
    assert.equal(judge(number), "allowed", number);
  for (const number of [
    "+85212345678",
    "0085212345678",
    "+882161234567",
    "+1900555",
    "9004420712345",
    "1234567",
  ])
    assert.equal(judge(number), "destination-not-allowed", number);
  assert.equal(facts.length, 6);
  assert.deepEqual(
    [facts[0]?.kind, facts[0]?.source, facts[0]?.subject],
    ["destination-refused", "1001", "+85212345678"],
  );
});

test("prefixes allow a country, or numbers as they are dialled", () => {
  const { judge } = setUp({ ...free, allowedPrefixes: ["+852", "900"] });
  assert.deepEqual(["0085212345678", "9004420712345", "+8613800138000"].map(judge), [
    "allowed",
    "allowed",
    "destination-not-allowed",
  ]);
});

test("calls at once and calls a minute", () => {
  const { clock, guard, judge, call, facts } = setUp({ ...free, maxCalls: 2, callsPerMinute: 3 });
  const first = call("+8613800138000");
  call("+8613800138001");
  assert.equal(judge("+8613800138002"), "too-many-calls");
  guard.ended(tenant, first);
  assert.equal(judge("+8613800138002"), "allowed");
  guard.ended(tenant, call("+8613800138002"));
  assert.equal(judge("+8613800138003"), "too-many-calls-per-minute");
  clock.advance(60_000);
  assert.equal(judge("+8613800138003"), "allowed");
  assert.deepEqual(
    facts.map(({ kind }) => kind),
    ["too-many-calls", "too-many-calls"],
  );
});

test("spend counts begun minutes of answered calls, running ones too, for an hour", () => {
  const rates = [{ prefix: "+1", perMinute: 10 }];
  const { clock, guard, judge, call } = setUp({ ...free, rates, spendPerHour: 35 });
  const long = call("+12025550100");
  assert.equal(guard.usageOf(tenant).spentYuan, 0, "ringing costs nothing");
  guard.answered(tenant, long);
  clock.advance(61_000);
  assert.equal(guard.usageOf(tenant).spentYuan, 20);
  assert.equal(judge("+12025550101"), "allowed");
  clock.advance(60_000);
  assert.equal(judge("+12025550101"), "spend-limit");
  assert.equal(judge("+8613800138000"), "allowed", "what is cheap still fits");
  guard.ended(tenant, long);
  guard.ended(tenant, long);
  assert.deepEqual(guard.usageOf(tenant), { spentYuan: 30, calls: 0 });
  clock.advance(60 * 60_000);
  assert.deepEqual([judge("+12025550101"), guard.usageOf(tenant).spentYuan], ["allowed", 0]);
});

test("what never began does not count, and tenants do not share", () => {
  const { guard } = setUp({ ...free, maxCalls: 1 });
  guard.answered(tenant, "x" as LegId);
  guard.ended(tenant, "x" as LegId);
  guard.begun("other" as TenantId, "y" as LegId, "+8613800138000");
  assert.deepEqual(guard.usageOf(tenant), { spentYuan: 0, calls: 0 });
});

test("the longest prefix rates a number, one's own before the built-in ones", () => {
  const own = { ...defaultDiallingLimits("+86"), rates: [{ prefix: "+8810", perMinute: 7 }] };
  assert.deepEqual(
    ["+8613800138000", "+881012345", "+881612345", "+14155550100", "+375291234567", "10086"].map((number) =>
      ratePerMinute(number, own),
    ),
    [0.15, 7, 60, 0.3, 3, 0.15],
  );
});

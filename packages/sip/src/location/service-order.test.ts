import assert from "node:assert/strict";
import { test } from "node:test";
import { orderNaptr, orderServices } from "./service-order.ts";

const server = (host: string, priority: number, weight: number) => ({ host, priority, weight, port: 5060 });
const hosts = (records: readonly { host: string }[]) => records.map(({ host }) => host).join(" ");

test("the lowest priority comes first, whatever the weight", () => {
  const records = [server("backup", 20, 1_000), server("main", 10, 0)];
  assert.equal(hosts(orderServices(records, () => 0.99)), "main backup");
});

test("among equals the draw is by weight, and weight 0 is drawn too (RFC 2782)", () => {
  const records = [server("big", 1, 30), server("small", 1, 10), server("none", 1, 0)];
  assert.equal(hosts(orderServices(records, () => 0)), "none big small");
  assert.equal(hosts(orderServices(records, () => 0.999)), "small big none");
  const first = new Map<string, number>();
  let seed = 1;
  // A generator with a period of 2^31: the same draw in each run.
  const random = () => (seed = (seed * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
  for (let run = 0; run < 4_000; run++) {
    const [{ host } = { host: "" }, ...others] = orderServices(records, random);
    assert.equal(others.length, 2, "nobody is lost or doubled");
    first.set(host, (first.get(host) ?? 0) + 1);
  }
  const share = (host: string) => (first.get(host) ?? 0) / 4_000;
  assert.ok(Math.abs(share("big") - 30 / 41) < 0.03, `${share("big")}`);
  assert.ok(Math.abs(share("small") - 10 / 41) < 0.03, `${share("small")}`);
  assert.ok(share("none") > 0.005 && share("none") < 0.05, `${share("none")}`);
});

test("NAPTR records go by order, then preference", () => {
  const record = (order: number, preference: number, replacement: string) => ({
    order,
    preference,
    replacement,
    flags: "s",
    service: "SIP+D2U",
  });
  const records = [record(20, 1, "c"), record(10, 5, "b"), record(10, 1, "a")];
  assert.equal(
    orderNaptr(records)
      .map(({ replacement }) => replacement)
      .join(" "),
    "a b c",
  );
});

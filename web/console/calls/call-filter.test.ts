import assert from "node:assert/strict";
import { test } from "node:test";
import { filterAddress, filterQuery, readFilter } from "./call-filter.ts";
import type { CallFilter } from "./call-filter.ts";

const everything: CallFilter = {
  tag: "order:9876",
  number: "+86 138",
  cause: "abandoned",
  days: ["2026-10-01", "2026-10-17"],
  cursor: "abc=",
};
const addressQuery = (address: string) => new URL(address, "http://localhost").searchParams;

test("a filter survives in the address, so that it can be shared and gone back to", () => {
  assert.deepEqual(readFilter(addressQuery(filterAddress(everything))), everything);
  assert.equal(filterAddress(readFilter(new URLSearchParams())), "/console/calls");
});

test("what makes no sense in an address is left out", () => {
  const read = readFilter(new URLSearchParams("cause=bored&from=yesterday&to=2026-10-17"));
  assert.deepEqual(read, { number: "", tag: "", cause: undefined, days: undefined, cursor: undefined });
});

test("days become moments of the tenant's time zone", () => {
  assert.deepEqual(filterQuery(everything, "Asia/Shanghai"), {
    ani: "+86 138",
    tag: "order:9876",
    endCause: "abandoned",
    cursor: "abc=",
    from: "2026-09-30T16:00:00.000Z",
    to: "2026-10-17T15:59:59.999Z",
  });
});

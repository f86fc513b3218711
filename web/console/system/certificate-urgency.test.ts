import assert from "node:assert/strict";
import { test } from "node:test";
import type { CertificateStatus } from "@tandem/contract";
import { mostUrgent } from "./certificate-urgency.ts";

const certificate = (
  name: string,
  state: CertificateStatus["state"],
  daysLeft: number,
): CertificateStatus => ({
  name,
  state,
  daysLeft,
  names: [],
  issuer: "",
  selfSigned: false,
  notAfter: null,
  message: null,
});

test("the most urgent certificate is the one to tell of", () => {
  assert.equal(mostUrgent([]), undefined);
  const [good, soon, later] = [
    certificate("good", "ok", 90),
    certificate("soon", "expires-in-days", 2),
    certificate("later", "expires-in-days", 6),
  ];
  assert.equal(mostUrgent([good]), undefined);
  assert.equal(mostUrgent([good, later, soon])?.name, "soon");
  assert.equal(mostUrgent([soon, certificate("over", "expired", -1)])?.name, "over");
  assert.equal(
    mostUrgent([certificate("month", "expires-soon", 20), certificate("bad", "unreadable", 80)])?.name,
    "bad",
  );
});

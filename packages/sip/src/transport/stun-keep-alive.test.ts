import assert from "node:assert/strict";
import { test } from "node:test";
import { answerBinding, isStun } from "./stun-keep-alive.ts";

const transaction = "b7e7a701bc34d686fa87dfae";
const request = Buffer.from(`000100002112a442${transaction}`, "hex");

test("a binding request is answered with the sender's address (RFC 5769 §2.2 and §2.3 for the values)", () => {
  const four = answerBinding(request, { address: "192.0.2.1", port: 32_853 });
  assert.equal(four?.toString("hex"), `0101000c2112a442${transaction}002000080001a147e112a643`);
  const six = answerBinding(request, { address: "2001:db8:1234:5678:11:2233:4455:6677", port: 32_853 });
  assert.equal(
    six?.toString("hex"),
    `010100182112a442${transaction}002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9`,
  );
  const short = answerBinding(request, { address: "::1", port: 5060 });
  assert.equal(short?.readUInt8(short.length - 1), 0xae ^ 1);
});

test("SIP is no STUN, and other STUN messages are not answered", () => {
  assert.ok(isStun(request));
  assert.equal(isStun(Buffer.from("OPTIONS sip:a@b SIP/2.0\r\n")), false);
  assert.equal(isStun(request.subarray(0, 19)), false);
  assert.equal(isStun(Buffer.from(`0001000000000000${transaction}`, "hex")), false, "without the cookie");
  const response = Buffer.from(`010100002112a442${transaction}`, "hex");
  assert.equal(answerBinding(response, { address: "192.0.2.1", port: 1 }), undefined);
  const cut = Buffer.from(`000100082112a442${transaction}`, "hex");
  assert.equal(answerBinding(cut, { address: "192.0.2.1", port: 1 }), undefined, "its length is wrong");
});

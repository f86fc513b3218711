import assert from "node:assert/strict";
import { test } from "node:test";
import { koffi, nativeAddress, nativeBuffer, releaseNativeBuffer } from "./native-buffer.ts";

const isMissing = koffi === undefined && "the foreign function interface is not installed";

test("C reads and writes the very bytes the array shows", { skip: isMissing }, () => {
  const buffer = nativeBuffer(16);
  assert.equal(buffer.bytes.length, 16);
  const memset = koffi!.load(null).func("uintptr_t memset(uintptr_t, int, size_t)");
  memset(buffer.address + 4, 0xab, 2);
  assert.deepEqual([...buffer.bytes.subarray(3, 7)], [0, 0xab, 0xab, 0]);
  releaseNativeBuffer(buffer);
});

test("the address of a view is that of its first byte", { skip: isMissing }, () => {
  const whole = new Uint8Array(64);
  assert.equal(nativeAddress(whole.subarray(5)), nativeAddress(whole) + 5);
  assert.equal(nativeAddress(whole), Number(koffi!.address(whole)));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { findMicrophone } from "./microphone.ts";

const devices = (getUserMedia: () => Promise<unknown>) => ({ getUserMedia }) as unknown as MediaDevices;
const failing = (name: string) => devices(() => Promise.reject(new DOMException("no", name)));

test("every way of having no microphone has its own name", async () => {
  assert.equal(await findMicrophone({} as MediaDevices), "insecure");
  assert.equal(await findMicrophone(failing("NotAllowedError")), "denied");
  assert.equal(await findMicrophone(failing("NotFoundError")), "missing");
  assert.equal(await findMicrophone(failing("NotReadableError")), "missing");
});

test("a microphone that was found is let go of", async () => {
  let stopped = 0;
  const stream = { getTracks: () => [{ stop: () => stopped++ }] };
  assert.equal(await findMicrophone(devices(() => Promise.resolve(stream))), "ready");
  assert.equal(stopped, 1);
});

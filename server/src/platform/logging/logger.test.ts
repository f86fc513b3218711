import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger } from "./index.ts";

function capture(pretty = false) {
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    pretty,
    destination: { write: (line) => void lines.push(line) },
  });
  return { log, lines };
}

test("no secret reaches the log, whichever way it comes", () => {
  const { log, lines } = capture();
  const secret = "hunter2";
  log.info({ password: secret }, "an argument");
  log.info(
    { request: { headers: { Authorization: `Digest ${secret}`, cookie: [secret] } } },
    "nested, any case",
  );
  log.info({ credentials: { user: "li", nested: { value: secret } } }, "an object of them");
  log.child({ sip_ha1_md5: secret }).info("a bound field");
  log.error(Object.assign(new Error(`connect postgres://u:${secret}@db/x`), { token: secret }), "an error");
  log.info(`GET /?token=${secret}&x=1 and /console#sign-in=${secret}`);
  assert.equal(lines.length, 6);
  for (const line of lines) {
    assert.doesNotMatch(line, /hunter2/);
    assert.match(line, /\[redacted\]/);
    assert.ok(line.endsWith("\n"));
    JSON.parse(line);
  }
});

test("what is no secret stays as it was", () => {
  const { log, lines } = capture();
  log.info({ callId: "1", from: "sip:4000@example.com", url: "http://db/x" }, "call");
  const { time: _, ...fields } = JSON.parse(lines[0] ?? "");
  assert.deepEqual(fields, {
    level: 30,
    callId: "1",
    from: "sip:4000@example.com",
    url: "http://db/x",
    msg: "call",
  });
});

test("pretty lines are for people, and keep secrets out as well", () => {
  const { log, lines } = capture(true);
  log.warn({ password: "hunter2" }, "careful");
  assert.match(lines.join(""), /WARN.*careful/);
  assert.doesNotMatch(lines.join(""), /hunter2|"level"/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { demoEnvironment } from "./throw-away-system.ts";

test("the throw-away system keeps the environment but nothing of a real system's settings", () => {
  const env = demoEnvironment(
    { PATH: "/bin", DATABASE_URL: "postgres://real", TANDEM_HTTP_PORT: "8080", TANDEM_SIPS_ADDRESS: "x" },
    "/tmp/demo",
  );
  assert.equal(env["PATH"], "/bin");
  assert.equal(env["DATABASE_URL"], undefined);
  assert.equal(env["TANDEM_SIPS_ADDRESS"], undefined);
  assert.deepEqual([env["TMPDIR"], env["TANDEM_DATA_DIR"]], ["/tmp/demo", "/tmp/demo/data"]);
  const addresses = ["TANDEM_HTTP_ADDRESS", "TANDEM_SIP_ADDRESS", "TANDEM_PUBLIC_ADDRESS"];
  assert.deepEqual(
    addresses.map((name) => env[name]),
    ["127.0.0.1", "127.0.0.1", "127.0.0.1"],
  );
  const ports = ["TANDEM_HTTP_PORT", "TANDEM_SIP_PORT", "TANDEM_SIPS_PORT"];
  assert.deepEqual(
    ports.map((name) => env[name]),
    ["0", "0", "0"],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForHelp, readArguments } from "./arguments.ts";
import { startHelp } from "./settings-help.ts";

const flags = { to: { type: "string" }, json: { type: "boolean" } } as const;
const read = (argv: readonly string[], env = {}) => readArguments({ argv, env, flags });
const messageOf = (argv: readonly string[]) => {
  const result = read(argv);
  assert.ok(!result.ok);
  return `${result.error.kind}: ${result.error.message}`;
};

test("a command's own flags and settings stand together, in any order", () => {
  const result = read(["--sip-port=15060", "--to", "4000", "--json", "--data-dir=/x"], {
    TANDEM_HTTP_PORT: "81",
  });
  assert.ok(result.ok);
  const { values, config } = result.value;
  assert.deepEqual({ ...values }, { to: "4000", json: true });
  assert.deepEqual([config.sipPort, config.httpPort, config.dataDir], [15_060, 81, "/x"]);
  assert.deepEqual([config.origins.sipPort, config.origins.httpPort], ["flag", "environment"]);
});

test("what nobody knows is named, and so is a wrong setting", () => {
  assert.match(messageOf(["--tu", "4000"]), /^unknown-argument: .*'--tu'.*--help/);
  assert.match(messageOf(["4000"]), /^unknown-argument: .*'4000'/);
  assert.match(messageOf(["--to"]), /^unknown-argument: .*--to/);
  assert.match(messageOf(["--sip-port=x"]), /^invalid-config: --sip-port is "x", expected a port/);
  assert.match(messageOf(["--data-dir", "/x"]), /--data-dir has no value, expected --data-dir=VALUE/);
});

test("help is asked for by either flag, and shows every setting with flag, variable and default", () => {
  assert.deepEqual([["-h"], ["--to", "--help"], ["--helpful"]].map(asksForHelp), [true, true, false]);
  const help = startHelp();
  assert.match(help, /--sip-port=… +TANDEM_SIP_PORT +5060 +a port/);
  assert.match(help, /--database-url=… +DATABASE_URL +- +postgres:/);
  assert.ok(help.endsWith("\n"));
});

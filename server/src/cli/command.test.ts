import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand, usageExitCode } from "./command.ts";
import type { Command } from "./command.ts";
import { configCommand } from "./config-command.ts";

/** Runs a command line and keeps what it writes. */
async function run(argv: readonly string[], commands: readonly Command[], env = {}) {
  const [out, fail]: [string[], string[]] = [[], []];
  const terminal = { out: (line: string) => out.push(line), fail: (line: string) => fail.push(line) };
  const exitCode = await runCommand(commands, { argv, env, terminal });
  return { exitCode, out, fail };
}

const seen: (readonly string[])[] = [];
const greet: Command = {
  name: "greet",
  summary: "Says hello",
  help: ["  --loud  louder"],
  run: async ({ argv }) => {
    seen.push(argv);
    return 7;
  },
};

test("a command is run with what follows its name, and its exit code is the program's", async () => {
  assert.equal((await run(["greet", "--loud"], [greet])).exitCode, 7);
  assert.deepEqual(seen, [["--loud"]]);
});

test("help tells of all commands, or of one without running it", async () => {
  const all = await run(["--help"], [greet]);
  assert.equal(all.exitCode, 0);
  assert.ok(all.out.includes("  greet  Says hello"));
  const one = await run(["greet", "-h"], [greet]);
  assert.equal(one.exitCode, 0);
  assert.ok(one.out.includes("  --loud  louder"));
  assert.equal(seen.length, 1);
});

test("an unknown or missing command is told in one line that names the known ones", async () => {
  for (const argv of [["great"], []]) {
    const { exitCode, fail } = await run(argv, [greet]);
    assert.equal(exitCode, usageExitCode);
    assert.equal(fail.length, 1);
    assert.match(fail[0] ?? "", /Known: greet/);
  }
});

test("config shows value and origin without secrets, as text and as JSON", async () => {
  const env = { DATABASE_URL: "postgres://u:secret@db/x", TANDEM_DATA_DIR: "/nowhere" };
  const text = await run(["config", "--http-port=81"], [configCommand], env);
  assert.equal(text.exitCode, 0);
  assert.ok(text.out.some((line) => /^httpPort +81 +flag$/.test(line)));
  assert.ok(text.out.some((line) => /^databaseUrl +postgres:\/\/\*\*\*@db\/x +environment$/.test(line)));
  const json = await run(["config", "--json"], [configCommand], env);
  const rows = JSON.parse(json.out.join("\n")) as { setting: string; value: string; origin: string }[];
  assert.deepEqual(
    rows.find(({ setting }) => setting === "dataDir"),
    {
      setting: "dataDir",
      value: "/nowhere",
      origin: "environment",
    },
  );
  assert.doesNotMatch(json.out.join("\n"), /secret/);
  const wrong = await run(["config", "--http-port=x"], [configCommand], env);
  assert.equal(wrong.exitCode, usageExitCode);
  assert.match(wrong.fail[0] ?? "", /--http-port is "x"/);
});

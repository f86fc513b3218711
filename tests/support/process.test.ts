import assert from "node:assert/strict";
import { test } from "node:test";
import { Program, run } from "./process.ts";
import { until } from "./until.ts";

const node = process.execPath;
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("output of both streams is kept and waited for, also what was said before", async () => {
  const program = new Program(node, ["-e", "console.log('out'); console.error('err')"]);
  await program.exited();
  assert.equal(await program.waitFor(/out/), "out");
  assert.equal(await program.waitFor(/err/), "err");
  assert.deepEqual(program.exit, { code: 0, signal: null });
});

test("waiting for a line fails at once when the program ends, and shows what it said", async () => {
  const program = new Program(node, ["-e", "console.log('bye'); process.exit(3)"]);
  await assert.rejects(program.waitFor(/never/), /ended \(3\)[^]*bye/);
});

test("ending a program ends its group, also one that ignores SIGTERM", async () => {
  const grandchild = `setInterval(() => {}, 1000); process.on('SIGTERM', () => {}); console.log('deaf', process.pid)`;
  const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
  const program = new Program(node, ["-e", parent]);
  const line = await program.waitFor(/deaf \d+/);
  const pid = Number(line.split(" ")[1]);
  assert.ok(alive(pid));
  await program.end(200);
  await until("the deaf grandchild is gone", () => !alive(pid));
});

test("a test process that is told to end takes its programs along", async () => {
  const module = JSON.stringify(new URL("process.ts", import.meta.url).href);
  const starts = `const { Program } = await import(${module});
    console.log("started", new Program(process.execPath, ["-e", "setInterval(() => {}, 1000)"]).pid);`;
  const tester = new Program(node, ["--input-type=module", "-e", starts]);
  const line = await tester.waitFor(/started \d+/);
  tester.signal("SIGTERM");
  await tester.exited();
  await until("its program is gone", () => !alive(Number(line.split(" ")[1])));
});

test("a program that does not exist is an error with its name", async () => {
  await assert.rejects(run("no-such-program-here", []), /no-such-program-here/);
});

test("run throws on an exit code other than 0", async () => {
  await assert.rejects(run(node, ["-e", "console.log('why'); process.exit(2)"]), /ended with 2[^]*why/);
});

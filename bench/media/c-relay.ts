// The reference in C: what the kernel alone costs, nearly.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { build } from "./build.ts";
import { remoteOf } from "./contender.ts";
import type { Contender } from "./contender.ts";

const firstPort = 22_000;

export const cRelay: Contender = {
  name: "C relay",
  protects: false,
  async start(calls) {
    const legs = Array.from({ length: 2 * calls }, (_, leg) => leg);
    const child = spawn(build("relay"), [String(legs.length), String(firstPort)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const remotes = legs.map(remoteOf);
    child.stdin.end(remotes.map(({ address, port }) => `${address} ${port}\n`).join(""));
    const exited = once(child, "exit");
    await Promise.race([
      once(child.stdout, "data"),
      exited.then(() => Promise.reject(new Error("C relay ended"))),
    ]);
    return {
      pid: child.pid as number,
      ports: legs.map((leg) => firstPort + leg),
      async stop() {
        child.kill();
        await exited;
      },
    };
  },
};

// Which blocks of our own code ran: V8's own counts, taken from inside the thread.
import { Session } from "node:inspector";
import type { Profiler } from "node:inspector";

/** Blocks of the parsers count; those of the fuzzer and of Node do not. */
const ownCode = /\/packages\/[a-z]+\/src\//;

export class Coverage {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Names of the blocks that ran since the last call. The counts begin anew. */
  take(): Set<string> {
    const blocks = new Set<string>();
    // The callback of a session in its own thread is called before `post` returns.
    this.#session.post("Profiler.takePreciseCoverage", (error, { result }) => {
      if (error) throw error;
      for (const script of result) if (ownCode.test(script.url)) addBlocks(blocks, script);
    });
    return blocks;
  }

  close(): void {
    this.#session.disconnect();
  }
}

function addBlocks(blocks: Set<string>, { scriptId, functions }: Profiler.ScriptCoverage): void {
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges)
      if (count > 0) blocks.add(`${scriptId}:${startOffset}-${endOffset}`);
  }
}

// The server as it is, that also collects its garbage at SIGUSR2 and says how much of its memory is still in use.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import "../../server/src/main.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("SIGUSR2", () => {
  collect();
  // What finalizers of the first round let go of.
  setImmediate(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    console.log(JSON.stringify({ level: 30, heapUsed, external }));
  });
});

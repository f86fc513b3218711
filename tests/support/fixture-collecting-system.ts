// The server as it is, that also collects its garbage at SIGURG and then writes how much memory its objects take.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("SIGURG", () => {
  collect();
  // What the first round's finalizers let go of goes in the second.
  setImmediate(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    console.log(JSON.stringify({ level: 30, bytesInUse: heapUsed + external }));
  });
});

// Last: it does not come back before the system stops.
await import("../../server/src/main.ts");

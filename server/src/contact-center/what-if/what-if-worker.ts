// Entry of the thread that runs one what-if.
import { parentPort, workerData } from "node:worker_threads";
import { whatIf } from "./what-if.ts";
import type { WhatIfTask } from "./what-if.ts";

parentPort?.postMessage(whatIf(workerData as WhatIfTask), []);

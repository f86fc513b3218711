// Entry of the thread that prepares one sound.
import { parentPort, workerData } from "node:worker_threads";
import { preparePrompt } from "@tandem/media/prompt-sound";

parentPort?.postMessage(await preparePrompt(workerData as Uint8Array), []);

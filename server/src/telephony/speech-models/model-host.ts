// The program that holds models, for those who need one: started when it is first needed, ended when nobody needed it for a while, and
// started anew when it ended by itself.
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import type { FromProgram, ToProgram } from "./sherpa-messages.ts";
import { modelsIn } from "./model-folders.ts";
import type { SpeechModels } from "./model-folders.ts";

export type ModelHostOptions = {
  readonly clock: Clock;
  /** Where the operator puts models. */
  readonly directory: string;
  /** Defaults to the program beside this file. */
  readonly program?: URL;
};

/** For people: never a path. */
export type ModelError = { readonly kind: "engine-failed"; readonly message: string };

type Answer = Extract<FromProgram, { readonly id: number }>;
const defaultProgram = new URL("./sherpa-program.ts", import.meta.url);
/** A model may take hundreds of megabytes. */
const idleMs = 600_000;
/** The largest takes some seconds from a slow disk. */
const answerMs = 20_000;
/** So long nobody tries a model that has ended the program. */
const brokenMs = 60_000;

export class ModelHost {
  readonly #options: ModelHostOptions;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  /** Until when a model is taken to be broken, epoch ms. */
  readonly #broken = new Map<string, number>();
  #child: ChildProcess | undefined;
  #loading: string | undefined;
  #lastId = 0;
  #users = 0;
  #cancelIdle: (() => void) | undefined;

  constructor(options: ModelHostOptions) {
    this.#options = options;
  }

  /** What is in the folder now. */
  models(): SpeechModels {
    return modelsIn(this.#options.directory);
  }

  /** Whether this model has just ended the program. */
  isBroken(name: string): boolean {
    return (this.#broken.get(name) ?? 0) > this.#options.clock.now();
  }

  newId(): number {
    return ++this.#lastId;
  }

  /** Tells without waiting for an answer. */
  tell(message: ToProgram): void {
    this.#child?.send(message);
  }

  /** Tells, and resolves with the answer to it. */
  ask(message: ToProgram): Promise<Result<Answer, ModelError>> {
    const { promise, resolve } = Promise.withResolvers<Result<Answer, ModelError>>();
    const failed = (text: string) => resolve(err({ kind: "engine-failed", message: text }));
    const stopClock = this.#options.clock.after(answerMs, () => failed("the engine takes too long"));
    this.#waiting.set(message.id, (answer) =>
      answer.kind === "failed" ? failed(answer.message) : resolve(ok(answer)),
    );
    this.#use(1);
    this.#running().send(message);
    return promise.finally(() => {
      stopClock();
      this.#waiting.delete(message.id);
      this.#use(-1);
    });
  }

  stop(): void {
    this.#cancelIdle?.();
    this.#child?.kill();
  }

  #use(change: 1 | -1): void {
    this.#users += change;
    this.#cancelIdle?.();
    if (this.#users === 0) this.#cancelIdle = this.#options.clock.after(idleMs, () => this.stop());
  }

  #running(): ChildProcess {
    if (this.#child) return this.#child;
    const { program = defaultProgram } = this.#options;
    const child = fork(program, { serialization: "advanced", stdio: ["ignore", "ignore", "ignore", "ipc"] });
    child.on("message", (message: FromProgram) => this.#hear(message));
    // A program that does not start is one that has ended.
    child.on("error", () => this.#end(child));
    child.on("exit", () => this.#end(child));
    this.#child = child;
    return child;
  }

  #hear(message: FromProgram): void {
    if (message.kind === "loading") this.#loading = message.model;
    else if (message.kind === "loaded") this.#loading = undefined;
    else this.#waiting.get(message.id)?.(message);
  }

  #end(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const name = this.#loading;
    this.#loading = undefined;
    if (name !== undefined) this.#broken.set(name, this.#options.clock.now() + brokenMs);
    const message = name === undefined ? "the engine ended" : `the model "${name}" cannot be loaded`;
    for (const [id, tell] of this.#waiting) tell({ kind: "failed", id, message });
  }
}

// Profiles control through one phase and prints where the time of a call went.
import type { MeasuredFloor } from "./measured-floor.ts";
import { threadTimes } from "./processor-time.ts";
import { summarize } from "./profile.ts";
import type { Row } from "./profile.ts";

const rowsShown = 30;

type ThreadTimes = {
  readonly control: ReadonlyMap<string, number>;
  readonly media: ReadonlyMap<string, number>;
};

/** Runs through the rounds of one phase. Taking the profile costs some of what it shows. */
export class PhaseProfiler {
  readonly #floor: MeasuredFloor;
  #before: ThreadTimes | undefined;
  #after: ThreadTimes | undefined;

  constructor(floor: MeasuredFloor) {
    this.#floor = floor;
  }

  async start(): Promise<void> {
    await this.#floor.toggleProfiler("started");
    this.#before = this.#threads();
  }

  async stop(): Promise<void> {
    this.#after = this.#threads();
    await this.#floor.toggleProfiler("stopped");
  }

  /** Where the time of `units` went, in µs each. */
  print(file: string, units: number): void {
    this.#printThreads(units);
    const { busyMs, self, selfByModule, inclusiveByFunction, inclusiveByModule } = summarize(file);
    console.log(`profile of control in ${file}: ${(busyMs / units).toFixed(2)} ms each, in µs each:`);
    const print = (title: string, rows: readonly Row[]): void => {
      console.log(`\n${title}`);
      for (const { name, ms } of rows.slice(0, rowsShown)) {
        const micros = ((ms * 1000) / units).toFixed(0).padStart(7);
        console.log(`${micros}  ${((100 * ms) / busyMs).toFixed(1).padStart(5)} %  ${name}`);
      }
    };
    print("functions by their own time", self);
    print("functions with what they call", inclusiveByFunction);
    print("modules by their own time", selfByModule);
    print("modules with what they call", inclusiveByModule);
  }

  #threads(): ThreadTimes {
    const { control, media } = this.#floor.time.pids;
    return { control: threadTimes(control), media: media === undefined ? new Map() : threadTimes(media) };
  }

  #printThreads(units: number): void {
    for (const part of ["control", "media"] as const) {
      const used = [...(this.#after?.[part] ?? [])]
        .map(([name, ms]) => ({ name, ms: ms - (this.#before?.[part].get(name) ?? 0) }))
        .filter(({ ms }) => ms > 0)
        .toSorted((a, b) => b.ms - a.ms)
        .map(({ name, ms }) => `${name} ${((ms * 1000) / units).toFixed(0)}`);
      console.log(`threads of ${part}, µs each: ${used.join(", ")}`);
    }
  }
}

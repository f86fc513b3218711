// Reads a processor profile of V8 and tells where the time went: by function, and by module with what it calls.
import { readFileSync } from "node:fs";

type CallFrame = { functionName: string; url: string; lineNumber: number };
type ProfileNode = { id: number; callFrame: CallFrame; children?: number[] };
/** The Chrome DevTools protocol's Profiler.Profile; times in µs. */
type Profile = { nodes: ProfileNode[]; samples: number[]; timeDeltas: number[] };

export type Row = { readonly name: string; readonly ms: number };
export type ProfileSummary = {
  readonly busyMs: number;
  readonly self: readonly Row[];
  readonly selfByModule: readonly Row[];
  readonly inclusiveByFunction: readonly Row[];
  readonly inclusiveByModule: readonly Row[];
};

/** Sums a .cpuprofile; time in which the process waited is left out. */
export function summarize(file: string): ProfileSummary {
  const profile = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])),
  );
  const selfMicros = new Map<number, number>();
  for (const [index, id] of profile.samples.entries())
    selfMicros.set(id, (selfMicros.get(id) ?? 0) + (profile.timeDeltas[index + 1] ?? 0));
  const sums = { self: new Sum(), selfByModule: new Sum(), byFunction: new Sum(), byModule: new Sum() };
  let busyMicros = 0;
  for (const [id, micros] of selfMicros) {
    const frames = stackOf(id, nodes, parents);
    const top = frames[0];
    if (!top || top.functionName === "(idle)") continue;
    busyMicros += micros;
    sums.self.add(nameOf(top), micros);
    sums.selfByModule.add(moduleOf(top), micros);
    for (const name of new Set(frames.map(nameOf))) sums.byFunction.add(name, micros);
    for (const name of new Set(frames.map(moduleOf))) sums.byModule.add(name, micros);
  }
  return {
    busyMs: busyMicros / 1000,
    self: sums.self.rows(),
    selfByModule: sums.selfByModule.rows(),
    inclusiveByFunction: sums.byFunction.rows(),
    inclusiveByModule: sums.byModule.rows(),
  };
}

class Sum {
  readonly #micros = new Map<string, number>();

  add(name: string, micros: number): void {
    this.#micros.set(name, (this.#micros.get(name) ?? 0) + micros);
  }

  /** The greatest first. */
  rows(): Row[] {
    return [...this.#micros]
      .map(([name, micros]) => ({ name, ms: micros / 1000 }))
      .toSorted((a, b) => b.ms - a.ms);
  }
}

/** From the innermost frame to the outermost, without the root. */
function stackOf(
  id: number,
  nodes: ReadonlyMap<number, ProfileNode>,
  parents: ReadonlyMap<number, number>,
): CallFrame[] {
  const frames: CallFrame[] = [];
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    const frame = nodes.get(at)?.callFrame;
    if (frame && frame.functionName !== "(root)") frames.push(frame);
  }
  return frames;
}

function nameOf(frame: CallFrame): string {
  const place = frame.url === "" ? "" : ` ${fileOf(frame.url)}:${frame.lineNumber + 1}`;
  return `${frame.functionName || "(anonymous)"}${place}`;
}

function fileOf(url: string): string {
  const inProject = /\/((?:packages|server|node_modules|bench|tests)\/.*)$/.exec(url)?.[1];
  return inProject ?? url;
}

/** A folder of a package's sources, a library, or Node itself. */
function moduleOf(frame: CallFrame): string {
  if (frame.url === "") return frame.functionName.startsWith("(") ? frame.functionName : "native";
  if (frame.url.startsWith("node:")) return frame.url;
  const file = fileOf(frame.url);
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  if (library !== undefined) return `node_modules/${library}`;
  const folder = file.slice(0, file.lastIndexOf("/"));
  return folder.split("/").slice(0, 5).join("/");
}

// The layer test: holds the table of who may import whom against every import, pure over (file → imports).
import {
  bannedNames,
  bannedSuffixes,
  groundEdges,
  groundModules,
  layerTable,
  packageTable,
  sameLayerEdges,
  webMayImport,
} from "./layer-table.ts";
import type { Import } from "./source-imports.ts";
import { placeOf, resolveImport } from "./source-place.ts";
import type { Place } from "./source-place.ts";

type PackagePlace = Extract<Place, { kind: "package" }>;
type LayerPlace = Extract<Place, { kind: "layer" }>;

/**
 * Every breach of the table as one line, `file: what (which rule)`; empty when all is well.
 * `files` maps repository paths with forward slashes to what the file imports.
 */
export function layerFindings(files: ReadonlyMap<string, readonly Import[]>): string[] {
  const findings: string[] = [];
  for (const [file, imports] of files) {
    for (const why of nameFindings(file)) findings.push(`${file}: ${why}`);
    for (const edge of imports) {
      const why = edgeFinding(file, edge);
      if (why !== undefined) findings.push(`${file}: imports ${edge.specifier}: ${why}`);
    }
  }
  return findings.toSorted();
}

function nameFindings(file: string): string[] {
  const findings: string[] = [];
  const place = placeOf(file);
  if (place.kind === "layer" && !Object.hasOwn(layerTable, place.layer))
    findings.push(`server/src/${place.layer} is not a layer of the table`);
  if (place.kind === "package" && !Object.hasOwn(packageTable, place.name))
    findings.push(`packages/${place.name} is not in the table`);
  const parts = file.split("/");
  const fileName = parts.at(-1) ?? "";
  const [stem = "", ...endings] = fileName.split(".");
  if (
    ![stem, ...parts.slice(0, -1)].every((name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name.replace(/^\./, "")))
  )
    findings.push("names are kebab-case");
  if (endings.length > 1 && !["test", "config", "d"].includes(endings[0] ?? ""))
    findings.push(`.${endings[0]} is no suffix here: only .test`);
  const banned = [stem, ...parts.slice(0, -1)].find((name) =>
    bannedNames.includes(name.split("-").at(-1) ?? ""),
  );
  if (banned !== undefined) findings.push(`"${banned}" says nothing about what is inside`);
  const suffix = bannedSuffixes.find((word) => stem.endsWith(`-${word}`));
  if (suffix !== undefined) findings.push(`-${suffix} is no suffix here: -service, -store, -routes, -facts`);
  return findings;
}

/** An import within the repository, with where it leads. */
type Edge = Import & { readonly file: string; readonly target: string; readonly to: Place };

/** Programs that try out or measure a parser by itself, which no package shows at its door. */
const lookInside = ["scripts/fuzz", "scripts/torture.ts", "bench/parse-invite.ts", "bench/srtp.ts"];

/** Why an import is not allowed; undefined when it is. */
function edgeFinding(file: string, written: Import): string | undefined {
  const target = resolveImport(file, written.specifier);
  if (target === undefined) return undefined;
  const [from, to] = [placeOf(file), placeOf(target)];
  const isOwnPackage = from.kind === "package" && to.kind === "package" && from.name === to.name;
  const looksInside = lookInside.some((place) => file === place || file.startsWith(`${place}/`));
  if (to.kind === "package" && !isOwnPackage && !looksInside && written.specifier.startsWith("."))
    return "a package is imported by its name";
  const edge: Edge = { ...written, file, target, to };
  switch (from.kind) {
    case "package":
      return packageFinding(from, edge);
    case "server-top":
      return topFinding(edge);
    case "layer":
      return layerFinding(from, edge);
    case "web":
      return to.kind === "web" || (to.kind === "package" && webMayImport.includes(to.name))
        ? undefined
        : `web may import ${webMayImport.join(" and ")} only`;
    case "tests":
      return isTestSupport(edge.file) ? undefined : testFinding(to);
    case "outside":
      return undefined;
    default:
      return from satisfies never;
  }
}

function packageFinding(from: PackagePlace, { file, target, to }: Edge): string | undefined {
  if (to.kind !== "package") return `packages/${from.name} may not import from outside the packages`;
  if (to.name !== from.name) {
    const allowed = (packageTable[from.name] ?? []).includes(to.name);
    return allowed ? undefined : `${from.name} may not import ${to.name}`;
  }
  if (to.module === undefined || to.module === from.module || isTestOnly(file)) return undefined;
  const isDoor = target === `packages/${to.name}/src/${to.module}/index.ts`;
  return isDoor ? undefined : `only the door of ${to.module} may be imported`;
}

/** What prepares and watches a system may use the system's own parts; what judges it may not. */
function isTestSupport(file: string): boolean {
  return file.startsWith("tests/support/");
}

function testFinding(to: Place): string | undefined {
  return to.kind === "layer" || to.kind === "server-top" || to.kind === "web"
    ? "tests see the system from outside: its ports, its API, its files"
    : undefined;
}

function topFinding({ file, target, to }: Edge): string | undefined {
  if (to.kind === "server-top" || to.kind === "package" || isTestOnly(file)) return undefined;
  if (to.kind !== "layer") return "the server imports its layers and the packages only";
  // The parts of a one-module layer (http, media-host) are plugged one by one.
  if (layerTable[to.layer]?.oneModule) return undefined;
  return isModuleDoor(target, to) ? undefined : "only the door of a module may be imported";
}

function layerFinding(from: LayerPlace, edge: Edge): string | undefined {
  const { file, target, to } = edge;
  const rule = layerTable[from.layer];
  if (!rule) return undefined;
  if (to.kind === "package")
    return rule.packages.includes(to.name) ? undefined : `${from.layer} may not import @tandem/${to.name}`;
  if (to.kind === "server-top") return "calls go down, facts go up: nothing imports the top";
  if (to.kind !== "layer") return `${from.layer} may not import from ${target.split("/")[0]}`;
  if (to.layer === from.layer && (rule.oneModule === true || to.module === from.module)) return undefined;
  if (to.layer === from.layer && isTestOnly(file)) return undefined;
  if (edge.specifier.startsWith(".")) return "no ../ out of a module: import its door by #layer/module";
  const isTestDoor = isTestOnly(file) && target.endsWith(`/${to.module}/testing/index.ts`);
  if (!isModuleDoor(target, to) && !isTestDoor) return "only the door of a module may be imported";
  return to.layer === from.layer ? sameLayerFinding(from, to) : otherLayerFinding(from, to, edge);
}

function sameLayerFinding(from: LayerPlace, to: LayerPlace): string | undefined {
  const [module = "", target = ""] = [from.module, to.module];
  const ground = groundModules[from.layer] ?? [];
  const allowed = ground.includes(module)
    ? (groundEdges[module] ?? [])
    : [...ground, ...(sameLayerEdges[from.layer]?.[module] ?? [])];
  return allowed.includes(target) ? undefined : `${module} → ${target} is not an edge of ${from.layer}`;
}

function otherLayerFinding(from: LayerPlace, to: LayerPlace, edge: Import): string | undefined {
  const rule = layerTable[from.layer];
  if (rule?.layers.includes(to.layer)) return undefined;
  if (!rule?.factsOf?.includes(to.layer)) return `${from.layer} may not import ${to.layer}`;
  return edge.typeOnly ? undefined : `${from.layer} hears facts of ${to.layer}: import types only`;
}

function isModuleDoor(target: string, to: LayerPlace): boolean {
  return target === `server/src/${to.layer}/${to.module}/index.ts`;
}

/** Tests, and what lends a module's fakes to tests: a `testing.ts` or a folder `testing/`. */
function isTestOnly(file: string): boolean {
  return /\.test\.tsx?$|\/testing\.ts$|\/testing\//.test(file);
}

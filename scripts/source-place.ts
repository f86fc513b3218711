// Where a source file stands in the house: which package, layer and module it is part of.
import path from "node:path";

export type Place =
  /** `module` is undefined for files directly in the package's src. */
  | { readonly kind: "package"; readonly name: string; readonly module: string | undefined }
  /** Files directly in server/src (main, compose, config, inbound-pipeline), and the commands in cli/. */
  | { readonly kind: "server-top" }
  /** `module` is undefined for files directly in the layer's folder. */
  | { readonly kind: "layer"; readonly layer: string; readonly module: string | undefined }
  | { readonly kind: "web" }
  | { readonly kind: "tests" }
  /** scripts, bench and files in the root: they stand outside the house. */
  | { readonly kind: "outside" };

/** The place of a repository path with forward slashes. */
export function placeOf(file: string): Place {
  const parts = file.split("/");
  const [first, second, third, fourth] = parts;
  if (first === "packages" && second !== undefined && third === "src") {
    return { kind: "package", name: second, module: parts.length > 4 ? fourth : undefined };
  }
  if (first === "server" && second === "src" && third !== undefined) {
    // Commands wire what they need themselves, as main does.
    if (parts.length === 3 || third === "cli") return { kind: "server-top" };
    return { kind: "layer", layer: third, module: parts.length > 4 ? fourth : undefined };
  }
  if (first === "web") return { kind: "web" };
  if (first === "tests") return { kind: "tests" };
  return { kind: "outside" };
}

/**
 * The repository path an import leads to, or undefined for what is not of this repository.
 * `#layer/module` (`#client/part` in web) and `@tandem/name` lead to doors; relative ones to the file they name.
 * A package's doors are the `exports` of its package.json: Node and the compiler refuse others.
 */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  const house = placeOf(from).kind === "web" ? "web" : "server/src";
  if (specifier.startsWith("#")) return `${house}/${specifier.slice(1)}/index.ts`;
  const inPackage = /^@tandem\/([^/]+)(?:\/(.+))?$/.exec(specifier);
  if (!inPackage) return undefined;
  return inPackage[2] === undefined
    ? `packages/${inPackage[1]}/src/index.ts`
    : `packages/${inPackage[1]}/src/${inPackage[2]}`;
}

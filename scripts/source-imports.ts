// What a source file imports, read from its text: formatted code has every import at the start of a line.

export type Import = {
  /** As written, such as `./x.ts`, `#telephony/calls`, `@tandem/sip` or `node:fs`. */
  readonly specifier: string;
  /** `import type` or `export type`: gone at run time. */
  readonly typeOnly: boolean;
};

const statement = /^(?:import|export)\s+(type\s+)?(?:[\w$*{][^"';]*?\sfrom\s+)"([^"]+)"/gm;
const sideEffect = /^import\s+"([^"]+)"/gm;
const dynamic = /\bimport\(\s*"([^"]+)"\s*\)/g;
const blockComment = /\/\*[^]*?\*\//g;
const lineComment = /^\s*\/\/.*$/gm;

/** Every import, re-export and dynamic import of a file's text. */
export function importsOf(text: string): Import[] {
  const code = text.replaceAll(blockComment, "").replaceAll(lineComment, "");
  const statements = [...code.matchAll(statement)].map((match) => ({
    specifier: match[2] ?? "",
    typeOnly: match[1] !== undefined,
  }));
  const others = [...code.matchAll(sideEffect), ...code.matchAll(dynamic)].map((match) => ({
    specifier: match[1] ?? "",
    typeOnly: false,
  }));
  return [...statements, ...others];
}

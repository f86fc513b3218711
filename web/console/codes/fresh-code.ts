// A code for something that people named: stable, readable, not taken.

/** Pure: of the name's letters and digits, at most 30; a number behind when it is taken. Notes it among the `taken`. */
export function freshCode(name: string, taken: Set<string>): string {
  const stem = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 30);
  const base = stem || "reason";
  let code = base;
  for (let n = 2; taken.has(code); n++) code = `${base}-${n}`;
  taken.add(code);
  return code;
}

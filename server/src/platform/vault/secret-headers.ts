// Headers that hold secrets, named until the moment they are sent.

/** Header → value; undefined when one of the secrets is not there. `names`: header → name of its secret. */
export function secretHeadersOf(
  names: Readonly<Record<string, string>>,
  secretOf: (name: string) => string | undefined,
): Readonly<Record<string, string>> | undefined {
  const opened = Object.entries(names).map(([header, name]) => [header, secretOf(name)] as const);
  if (opened.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(opened) as Record<string, string>;
}

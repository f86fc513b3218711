// The versions of a flow that callers got.

/** A version that callers got, and when they first did. */
export type PublishedVersion = { readonly version: number; readonly firstAt: string };

type Publication = { readonly version: number; readonly appliedAt: string | null };

/** Pure: those that callers got, the newest first; planned ones have no callers yet. */
export function publishedVersions(publications: readonly Publication[]): PublishedVersion[] {
  const first = new Map<number, string>();
  for (const { version, appliedAt } of publications) {
    const known = first.get(version);
    if (appliedAt !== null && (known === undefined || Date.parse(appliedAt) < Date.parse(known)))
      first.set(version, appliedAt);
  }
  return [...first]
    .map(([version, firstAt]) => ({ version, firstAt }))
    .toSorted((a, b) => b.version - a.version);
}

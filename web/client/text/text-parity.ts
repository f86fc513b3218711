// What must hold between the two languages of a page.

/** The two languages of one part of a page, with the same keys. */
export type Texts = Readonly<Record<"zh-CN" | "en", Readonly<Record<string, string>>>>;

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map((match) => match[1] ?? "")
    .toSorted((one, other) => one.localeCompare(other))
    .join();

/** What is missing or different between the languages, one line each; empty when they agree. */
export function textDifferences(texts: Texts): string[] {
  const { "zh-CN": chinese, en: english } = texts;
  const keys = new Set([...Object.keys(chinese), ...Object.keys(english)]);
  return [...keys].flatMap((key) => {
    const [one, other] = [chinese[key], english[key]];
    if (!one?.trim()) return [`${key}: no Chinese text`];
    if (!other?.trim()) return [`${key}: no English text`];
    if (placeholders(one) !== placeholders(other)) return [`${key}: different placeholders`];
    return /\p{Script=Han}/u.test(other) ? [`${key}: Chinese in the English text`] : [];
  });
}

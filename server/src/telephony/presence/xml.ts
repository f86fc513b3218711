// Text inside XML: escaping, and nothing else.

/** Escapes text for an attribute value or the content of an element (XML 1.0 §2.4); control characters are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // Most may not occur in XML at all, and none belongs into a name.
      .replaceAll(/\p{Cc}/gu, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&apos;")
  );
}

// Keys for SRTP inside the SDP (RFC 4568, "SDES"): which suites we speak, and which keys two sides agreed to.

/**
 * Cipher suites by their SDP names (RFC 4568 §6.2, RFC 7714 §14.2), the strongest first, and the bytes of master key and
 * salt of each.
 */
export const srtpSuites = {
  AEAD_AES_256_GCM: 44,
  AEAD_AES_128_GCM: 28,
  AES_CM_128_HMAC_SHA1_80: 30,
  AES_CM_128_HMAC_SHA1_32: 30,
} as const;
export type SrtpSuite = keyof typeof srtpSuites;
const suites = Object.keys(srtpSuites) as SrtpSuite[];
/** Random bytes for a leg: no two suites share any, as all are offered at once and each is a key of its own. */
export const srtpMaterialLength = suites.reduce((sum, suite) => sum + srtpSuites[suite], 0);

/** One `a=crypto` line that we could use. */
export type CryptoAttribute = {
  readonly tag: number;
  readonly suite: SrtpSuite;
  /** Master key and salt, base64. */
  readonly key: string;
};

/** What both directions are protected with; keys as in CryptoAttribute. */
export type AgreedSdes = {
  readonly suite: SrtpSuite;
  readonly localKey: string;
  readonly remoteKey: string;
};

/** Our own key of a suite, cut from the material of this leg: `srtpMaterialLength` random bytes. */
export function ownKey(suite: SrtpSuite, material: Uint8Array): string {
  const before = suites.slice(0, suites.indexOf(suite)).reduce((sum, each) => sum + srtpSuites[each], 0);
  return Buffer.from(material.subarray(before, before + srtpSuites[suite])).toString("base64");
}

/** Our lines for an offer, the strongest suite first. */
export function offeredCrypto(material: Uint8Array): CryptoAttribute[] {
  return suites.map((suite, index) => ({ tag: index + 1, suite, key: ownKey(suite, material) }));
}

/** The line to answer of those that can be used: that of the strongest suite, and the first of these. */
export function chooseCrypto(lines: readonly CryptoAttribute[]): CryptoAttribute | undefined {
  return suites.map((suite) => lines.find((line) => line.suite === suite)).find((line) => line !== undefined);
}

/** What is wrong with a line of a suite that we speak; shown to people, and without the key. */
export type CryptoProblem = { readonly problem: string };

/**
 * Reads the value of an `a=crypto` line: `<tag> <suite> <key> [<parameters>]`. A suite that we do not speak, or no such
 * line at all, is undefined.
 */
export function readCrypto(value: string): CryptoAttribute | CryptoProblem | undefined {
  const [tag = "", name = "", keys = "", parameters] = value.split(" ");
  const suite = name.toUpperCase() as SrtpSuite;
  if (!/^\d{1,9}$/.test(tag) || !Object.hasOwn(srtpSuites, suite)) return undefined;
  // Parameters such as UNENCRYPTED_SRTP change what is on the wire; an unknown one must be refused (§6.3.7).
  if (parameters !== undefined && parameters !== "")
    return { problem: `${suite} comes with parameters that are not known here` };
  // One key, its lifetime ignored (no call reaches it), no master key index (§6.1).
  const match = /^inline:([A-Za-z0-9+/]+={0,2})(?:\|(?:2\^)?\d+)?$/.exec(keys);
  if (match?.[1] === undefined)
    return {
      problem: `${suite} comes with a key that is not "inline:" and base64, or has a master key index`,
    };
  const { length } = Buffer.from(match[1], "base64");
  if (length !== srtpSuites[suite])
    return { problem: `${suite} takes ${srtpSuites[suite]} bytes of key and salt, and ${length} came` };
  return { tag: Number(tag), suite, key: match[1] };
}

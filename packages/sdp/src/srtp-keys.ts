// Keys for SRTP inside the SDP (RFC 4568, "SDES"): which suites we speak, and which keys two sides agreed to.

/** Cipher suites by their SDP names (RFC 4568 §6.2, RFC 7714 §14.2), and the bytes of master key and salt of each. */
export const srtpSuites = { AEAD_AES_128_GCM: 28, AES_CM_128_HMAC_SHA1_80: 30 } as const;
export type SrtpSuite = keyof typeof srtpSuites;
/** The most key material that any suite takes, in bytes. */
export const srtpMaterialLength = 30;

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

/** Our own key of a suite, cut from the material of this leg: 30 random bytes. */
export function ownKey(suite: SrtpSuite, material: Uint8Array): string {
  return Buffer.from(material.subarray(0, srtpSuites[suite])).toString("base64");
}

/** Our lines for an offer, the strongest suite first. */
export function offeredCrypto(material: Uint8Array): CryptoAttribute[] {
  const suites = Object.keys(srtpSuites) as SrtpSuite[];
  return suites.map((suite, index) => ({ tag: index + 1, suite, key: ownKey(suite, material) }));
}

/**
 * Reads the value of an `a=crypto` line: `<tag> <suite> <key> [<parameters>]`. Undefined when it has parameters, or a
 * suite that we do not speak.
 */
export function readCrypto(value: string): CryptoAttribute | undefined {
  const [tag = "", name = "", keys = "", parameters] = value.split(" ");
  const suite = name.toUpperCase() as SrtpSuite;
  if (!/^\d{1,9}$/.test(tag) || !Object.hasOwn(srtpSuites, suite)) return undefined;
  // Parameters such as UNENCRYPTED_SRTP change what is on the wire; an unknown one must be refused (§6.3.7).
  if (parameters !== undefined && parameters !== "") return undefined;
  // One key, its lifetime ignored (no call reaches it), no master key index (§6.1).
  const key = /^inline:([A-Za-z0-9+/]+={0,2})(?:\|(?:2\^)?\d+)?$/.exec(keys)?.[1];
  if (key === undefined || Buffer.from(key, "base64").length !== srtpSuites[suite]) return undefined;
  return { tag: Number(tag), suite, key };
}

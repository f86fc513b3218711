// What can be fuzzed: seeds to begin with, and a check that throws when a property does not hold.

export type FuzzTarget = {
  readonly name: string;
  /** The package whose testdata keeps what was found. */
  readonly package: "sip" | "sdp" | "media";
  /** Well-formed inputs; mutation begins with them. */
  seeds(): Uint8Array[];
  /** Byte strings that mean something to the parser. */
  readonly dictionary: readonly string[];
  /** Longest input that the transport below lets through. */
  readonly maxLength: number;
  /** Throws `PropertyViolation`, or whatever the code under test throws, when a property does not hold. */
  check(input: Uint8Array): void;
};

/** A property that does not hold; the message names it. */
class PropertyViolation extends Error {
  override readonly name = "PropertyViolation";
}

export function hold(condition: boolean, property: string): asserts condition {
  if (!condition) throw new PropertyViolation(property);
}

// What a source can do wrong, and how much of it makes a ban.

/** Points of each offence. At `banScore` a source is banned; `forgivenPerMinute` are taken off as time passes. */
export const offencePoints = {
  /** A tool that only scans (`scanner-agents.ts`): nobody calls with it. */
  scanner: 100,
  /** A user name that nobody has. A mistyped one is wrong five times before anybody notices. */
  "unknown-user": 20,
  /** A name that we have with a wrong password. Phones try a wrong one over and over: ten, then a pause. */
  "wrong-password": 10,
  /** An INVITE of nobody who says who they are. A phone answers the challenge, and is forgiven all. */
  "unproved-invite": 4,
  /** The same for REGISTER: a phone set up without a password asks every minute for ever. */
  "unproved-register": 2,
  /** A method that nobody registered. */
  "unknown-method": 10,
  /** What is no SIP message, or a bad one. */
  malformed: 5,
  /** More new work than a stranger may bring, per message that is too much. */
  flood: 1,
} as const;

export type Offence = keyof typeof offencePoints;
/** Why a source is banned: what made the ban full, or a person. */
export type BanReason = Offence | "by-hand";

export const banScore = 100;
export const forgivenPerMinute = 10;

/** The first ban is over when a person at the phone has found the right password; … */
export const firstBanMs = 10 * 60_000;
/** … each further one takes twice as long, up to a day. */
export const longestBanMs = 24 * 60 * 60_000;
/** A source that behaved for so long after its ban begins anew. */
export const banMemoryMs = 7 * 24 * 60 * 60_000;

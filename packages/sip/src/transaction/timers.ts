// Timer values of RFC 3261 §17 and Appendix A, in milliseconds.

/** Estimate of the round trip. */
export const t1Ms = 500;
/** Longest interval between retransmissions of a non-INVITE request or an INVITE response. */
export const t4Ms = 5_000;
export const t2Ms = 4_000;
/** 64*T1: how long anything is tried, and how long late copies are expected. */
export const giveUpMs = 64 * t1Ms;
/** Timer D: more than 32 s on an unreliable transport (§17.1.1.2). */
export const timerDMs = 32_500;
/** A UAS that will not answer within 200 ms sends 100 (§17.2.1). */
export const tryingMs = 200;

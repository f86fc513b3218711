// Values of the Reason header (RFC 3326) for what this layer ends by itself; ITU-T Q.850 for what carriers count.
export const reasons = {
  noAnswer: 'Q.850;cause=19;text="No answer"',
  /** Another fork, or another server, has the call: no phone should show it as missed (RFC 3326 §3.1). */
  completedElsewhere: 'SIP;cause=200;text="Call completed elsewhere"',
  notAcceptable: 'Q.850;cause=88;text="Incompatible destination"',
} as const;

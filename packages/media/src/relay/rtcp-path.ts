// Where a leg's RTCP goes: on the RTP port where that is agreed (RFC 5761), else from a second socket on port + 1
// (RFC 3550 §11).

/** RFC 3550 §6.2: with one far side the first report may go at once; legs that began together do not report together. */
const firstReportWithinMs = 500;

export type RtcpPath = {
  isMuxed: boolean;
  socket: "closed" | "opening" | "open" | "gone";
  /** Of the second socket; −1 while there is none. */
  slot: number;
  /** Where the far side's reports come from; port 0 before the first one. */
  address: number;
  port: number;
  nextReportAtMs: number;
  /** Whether a report went out: only then is there somebody to say goodbye to (RFC 3550 §6.3.7). */
  hasReported: boolean;
};

export function createRtcpPath(nowMs: number): RtcpPath {
  const nobody = { slot: -1, address: 0, port: 0, hasReported: false } as const;
  return {
    ...nobody,
    isMuxed: false,
    socket: "closed",
    nextReportAtMs: nowMs + Math.random() * firstReportWithinMs,
  };
}

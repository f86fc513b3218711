// Every way a request can fail: its kind, its HTTP status (RFC 9110 §15) and what to say when the place
// that noticed it says nothing itself.
import type { Problem } from "@tandem/contract";

const problems = {
  "invalid-request": { status: 400, message: "the request is not of the documented form" },
  "signed-out": { status: 401, message: "sign in first" },
  "wrong-credentials": { status: 401, message: "the name or the password is wrong" },
  "link-not-valid": { status: 401, message: "this link was used already or is too old; ask for a new one" },
  forbidden: { status: 403, message: "your role does not allow this" },
  "not-our-page": { status: 403, message: "the request lacks the header X-Tandem: 1" },
  "not-found": { status: 404, message: "there is nothing here" },
  "unknown-agent": { status: 404, message: "no such agent" },
  "no-phone": { status: 409, message: "no phone of this agent is connected" },
  "unknown-reason": { status: 422, message: "there is no such reason to be away" },
  "break-runs": { status: 409, message: "your break is not over yet" },
  "signing-out": { status: 409, message: "a supervisor signs you out after this call" },
  "changed-meanwhile": { status: 409, message: "somebody else has changed it meanwhile" },
  "not-waiting": { status: 409, message: "this caller waits no more" },
  "being-offered": { status: 409, message: "an agent's phone rings for this caller already" },
  "agent-not-free": { status: 409, message: "this agent cannot take a caller now" },
  "no-such-contact": { status: 409, message: "this call is not yours to wrap up" },
  "no-transfer": { status: 409, message: "no transfer of yours is ringing; it may have been answered" },
  "not-parked": { status: 409, message: "nobody is parked there any more" },
  "three-way": { status: 409, message: "a call of three cannot be parked" },
  "no-place": { status: 409, message: "every place for parked calls is taken" },
  "no-such-call": { status: 404, message: "no such call is live" },
  "not-talking": { status: 409, message: "nobody speaks in this call now" },
  "own-call": { status: 409, message: "you speak in this call yourself" },
  busy: { status: 409, message: "you have a call already; end it first" },
  "not-supervising": { status: 409, message: "you are not in this call" },
  "no-consultation": { status: 409, message: "you have no second call whose other side has answered" },
  unreachable: { status: 409, message: "the two calls cannot be put together" },
  "name-taken": { status: 409, message: "this name is taken; choose another" },
  "number-taken": { status: 409, message: "this number is there already; change it where it is" },
  "still-bound": { status: 409, message: "something still uses it; take that off first" },
  "not-usable": { status: 422, message: "this cannot work as it is" },
  "unknown-disposition": { status: 422, message: "no such disposition" },
  "not-a-leaf": { status: 422, message: "this disposition is refined by others; choose one of them" },
  "note-required": { status: 422, message: "this disposition asks for a note" },
  "unknown-device": { status: 404, message: "no such device" },
  "not-removable": { status: 409, message: "a browser cannot be removed; switch it off instead" },
  "no-secret": { status: 409, message: "a browser and a mobile have no secret" },
  "not-provisioned": { status: 409, message: "this phone does not fetch its settings" },
  "mac-taken": { status: 409, message: "another phone has this Ethernet address" },
  "bad-order": { status: 422, message: "the order has to name every device of the agent once" },
  "taps-off": { status: 403, message: "audio taps are switched off on this node; see TANDEM_AUDIO_TAP" },
  "too-many-taps": { status: 429, message: "this node runs as many audio taps as it may" },
  "not-recorded": { status: 409, message: "this call is not being recorded" },
  "recording-locked": { status: 409, message: "the key of this recording cannot be unwrapped" },
  "recording-damaged": {
    status: 422,
    message: "the file of this recording was changed after it was written",
  },
  "recording-deleted": { status: 410, message: "this recording was deleted" },
  "recording-held": { status: 409, message: "this recording is held: nobody may delete it" },
  "recording-away": {
    status: 503,
    message: "the store that has this recording does not answer; try again later",
  },
  "too-large": { status: 413, message: "this is larger than may be sent" },
  "recognition-failed": { status: 502, message: "the recognition engine did not understand this sound" },
  "speech-failed": { status: 502, message: "the speech engine did not speak this text" },
  "range-not-satisfiable": { status: 416, message: "the file is shorter than that" },
  "what-if-busy": { status: 429, message: "another what-if runs; try again when it is done" },
  "what-if-ended": { status: 409, message: "this what-if was ended before it was done" },
  throttled: { status: 429, message: "too many attempts; wait and try again" },
  "test-call-failed": { status: 502, message: "the test call could not be placed" },
  "no-number": { status: 503, message: "no number takes calls yet" },
  "database-unavailable": {
    status: 503,
    message: "the database is away; calls go on, history comes back with it",
  },
  internal: { status: 500, message: "something went wrong here; it was logged" },
} as const satisfies Record<string, { status: number; message: string }>;

export type ProblemKind = keyof typeof problems;

/** An expected failure of a handler; the message of the table is used when none is given. */
export type Failure = {
  readonly kind: ProblemKind;
  readonly message?: string;
  readonly field?: string;
  /** A stable word for why; pages have texts for it. */
  readonly reason?: string;
  /** The name of what it is about. */
  readonly subject?: string;
  readonly retryAfterSeconds?: number;
};

export function problemResponse(failure: Failure): Response {
  const { status, message } = problems[failure.kind];
  const body: Problem = {
    kind: failure.kind,
    message: failure.message ?? message,
    ...(failure.field === undefined ? {} : { field: failure.field }),
    ...(failure.reason === undefined ? {} : { reason: failure.reason }),
    ...(failure.subject === undefined ? {} : { subject: failure.subject }),
  };
  const headers: Record<string, string> =
    failure.retryAfterSeconds === undefined ? {} : { "Retry-After": String(failure.retryAfterSeconds) };
  return Response.json(body, { status, headers });
}

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
  "no-such-contact": { status: 409, message: "this call is not yours to wrap up" },
  "name-taken": { status: 409, message: "this name is taken; choose another" },
  "number-taken": { status: 409, message: "this number is there already; change it where it is" },
  "still-bound": { status: 409, message: "something still uses it; take that off first" },
  "not-usable": { status: 422, message: "this cannot work as it is" },
  "unknown-disposition": { status: 422, message: "no such disposition" },
  "unknown-device": { status: 404, message: "no such device" },
  "not-removable": { status: 409, message: "a browser cannot be removed; switch it off instead" },
  "no-secret": { status: 409, message: "a browser and a mobile have no secret" },
  "not-provisioned": { status: 409, message: "this phone does not fetch its settings" },
  "mac-taken": { status: 409, message: "another phone has this Ethernet address" },
  "bad-order": { status: 422, message: "the order has to name every device of the agent once" },
  "range-not-satisfiable": { status: 416, message: "the file is shorter than that" },
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
  readonly retryAfterSeconds?: number;
};

export function problemResponse(failure: Failure): Response {
  const { status, message } = problems[failure.kind];
  const body: Problem = {
    kind: failure.kind,
    message: failure.message ?? message,
    ...(failure.field === undefined ? {} : { field: failure.field }),
  };
  const headers: Record<string, string> =
    failure.retryAfterSeconds === undefined ? {} : { "Retry-After": String(failure.retryAfterSeconds) };
  return Response.json(body, { status, headers });
}

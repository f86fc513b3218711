// A failed answer as an exception, for libraries that know failures only as such.
import type { Answer, ApiProblem } from "./request.ts";

export class ApiFailure extends Error {
  readonly problem: ApiProblem;

  constructor(problem: ApiProblem) {
    super(problem.message);
    this.name = "ApiFailure";
    this.problem = problem;
  }
}

/** The value, or an `ApiFailure` thrown: what a query function of TanStack Query needs. */
export function valueOrThrow<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new ApiFailure(answer.problem);
}

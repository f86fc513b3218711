// Why the database could not be opened.

/** `message` is one line that names the thing and the cure. */
export type StartError = {
  readonly kind:
    | "data-directory-not-usable"
    | "data-directory-in-use"
    | "native-binary-missing"
    | "wrong-version"
    | "cannot-start"
    | "cannot-connect"
    | "role-not-safe"
    | "migration-failed";
  readonly message: string;
};

/** The message of whatever was thrown, on one line. */
export function reasonOf(error: unknown): string {
  // A refused connection to a name with several addresses has its reasons in `errors` and no message.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(reasonOf).join(", ");
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s*\n\s*/g, " ").trim();
}

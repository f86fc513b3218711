// Tells "the database is away" from "the database said no".
import pg from "pg";

/**
 * The database is down, frozen or too busy to answer in time. Work that got this error may be tried again;
 * a transaction whose COMMIT got it may have been carried out.
 */
export class DatabaseUnavailable extends Error {
  readonly kind = "database-unavailable";

  constructor(reason: string, cause?: unknown) {
    super(`the database is unavailable: ${reason}`, { cause });
    this.name = "DatabaseUnavailable";
  }
}

/**
 * SQLSTATEs of a server that is going away, not there yet or full
 * (PostgreSQL manual, appendix A: classes 08 and 57P, 53300 too_many_connections).
 */
const goingAway = /^(08|57P0[1-5]|53300)/;

/**
 * True when the error says that the server could not be used. The driver raises `DatabaseError` for what the
 * server answered, `TypeError` for values it cannot send, and other errors only for lost or slow connections.
 */
export function isUnavailability(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return goingAway.test(error.code ?? "");
  return error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
}

// Expected outcomes (busy, no answer, bad message, forbidden) are values; bugs throw.

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E extends { kind: string }> = { readonly ok: false; readonly error: E };

/** Either a value or an expected failure whose `kind` says which one. */
export type Result<T, E extends { kind: string } = { kind: string; message: string }> = Ok<T> | Err<E>;

export function ok(): Ok<undefined>;
export function ok<T>(value: T): Ok<T>;
export function ok<T>(value?: T): Ok<T | undefined> {
  return { ok: true, value };
}

export function err<const E extends { kind: string }>(error: E): Err<E> {
  return { ok: false, error };
}

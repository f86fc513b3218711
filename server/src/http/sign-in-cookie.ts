// The cookie that carries a sign-in, and who stands behind it. People seen lately stay known while the
// database is away, so that agents can go on working.
import { createHash } from "node:crypto";
import { DatabaseUnavailable } from "#platform/database";
import type { SignInService } from "#platform/identity";
import type { Clock, UserId } from "@tandem/kernel";
import type { Tenant } from "#platform/tenancy";
import type { Person } from "./person.ts";

const cookieName = "tandem_sign_in";

/** How long a person is known without asking the database again, while it is there. */
const freshMs = 5000;
/** How long a person is known while the database is away. */
const knownMs = 12 * 3_600_000;
const maxKnown = 10_000;

export function tokenOf(headers: Headers): string | undefined {
  const cookie = headers.get("Cookie") ?? "";
  return cookie
    .split(/; */)
    .find((part) => part.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
}

/** The Set-Cookie line that signs in; Strict: no other site's link or form carries it (RFC 6265bis §5.2). */
export function signInCookie(token: string, expiresAt: number): string {
  return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict; Expires=${new Date(expiresAt).toUTCString()}`;
}

export const signOutCookie = `${cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;

type Known = { readonly person: Person; readonly seenAt: number };

export class SignedInPeople {
  readonly #known = new Map<string, Known>();
  readonly #signIns: SignInService;
  readonly #tenant: (id: Tenant["id"]) => Tenant | undefined;
  readonly #clock: Clock;

  constructor(signIns: SignInService, tenant: (id: Tenant["id"]) => Tenant | undefined, clock: Clock) {
    this.#signIns = signIns;
    this.#tenant = tenant;
    this.#clock = clock;
  }

  async whoIs(headers: Headers): Promise<Person | undefined> {
    const token = tokenOf(headers);
    if (token === undefined) return undefined;
    const key = createHash("sha256").update(token).digest("base64");
    const now = this.#clock.now();
    const known = this.#known.get(key);
    if (known && now - known.seenAt < freshMs) return known.person;
    try {
      const found = await this.#signIns.authenticate(token);
      const tenant = found.ok && this.#tenant(found.value.user.tenantId);
      if (!found.ok || !tenant) return this.#forget(key);
      return this.#remember(key, { person: { user: found.value.user, tenant }, seenAt: now });
    } catch (error) {
      if (error instanceof DatabaseUnavailable && known && now - known.seenAt < knownMs) return known.person;
      throw error;
    }
  }

  /** Signing out counts at once, also here. */
  forget(headers: Headers): void {
    const token = tokenOf(headers);
    if (token !== undefined) this.#forget(createHash("sha256").update(token).digest("base64"));
  }

  /** As `forget`, for every page of a user. */
  forgetUser(userId: UserId): void {
    for (const [key, { person }] of this.#known) if (person.user.id === userId) this.#known.delete(key);
  }

  #remember(key: string, known: Known): Person {
    this.#known.delete(key);
    this.#known.set(key, known);
    const oldest = this.#known.size > maxKnown ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
    return known.person;
  }

  #forget(key: string): undefined {
    this.#known.delete(key);
  }
}

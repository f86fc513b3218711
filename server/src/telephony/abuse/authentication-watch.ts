// Sees how requests that need a password end, and holds it against their source, their user name and their tenant.
import type { Clock, TenantId } from "@tandem/kernel";
import type { HeaderList, IncomingRequest, SipRequest } from "@tandem/sip";
import type { SourceGuard } from "./source-guard.ts";
import type { TenantSecurityFact } from "./tenant-facts.ts";
import { UserAttempts } from "./user-attempts.ts";

export type AuthenticationWatchOptions = {
  readonly clock: Clock;
  readonly guard: Pick<SourceGuard, "report" | "proved" | "isTrusted">;
  /** The tenant that has this user name; undefined when nobody has it. */
  readonly tenantOf: (username: string, domain: string) => Promise<TenantId | undefined>;
  readonly onTenantFact: (fact: TenantSecurityFact) => void;
};

/** What became of a request. */
export type Judgement = { readonly status: number; readonly headers?: HeaderList | undefined };
export type EarlyRefusal = { readonly status: number; readonly headers: HeaderList };

type Arrived = { readonly request: SipRequest; readonly source: { readonly address: string } };

/** How long a stranger who tries a name too often is told to wait; the window of `UserAttempts`. */
const waitSeconds = 600;

export class AuthenticationWatch {
  readonly #options: AuthenticationWatchOptions;
  readonly #attempts = new UserAttempts();

  constructor(options: AuthenticationWatchOptions) {
    this.#options = options;
  }

  /**
   * The refusal of a request whose user name was tried too often by now, before any digest is computed. Sources that
   * proved themselves before are not held back: the owner of the name can still come in.
   */
  refuseEarly({ request, source }: Arrived): EarlyRefusal | undefined {
    const username = usernameOf(request);
    if (username === undefined || this.#options.guard.isTrusted(source.address)) return undefined;
    if (this.#attempts.mayTry(username, this.#options.clock.now())) return undefined;
    return { status: 503, headers: [["Retry-After", String(waitSeconds)]] };
  }

  /** The same REGISTER, whose answer is looked at on its way out. */
  watched(incoming: IncomingRequest): IncomingRequest {
    return {
      ...incoming,
      respond: (status, options) => {
        this.judge(incoming, { status, headers: options?.headers });
        incoming.respond(status, options);
      },
    };
  }

  /** Told of the answer to a REGISTER, or to an INVITE of somebody who is no carrier. */
  judge({ request, source }: Arrived, { status, headers = [] }: Judgement): void {
    const { guard, clock } = this.#options;
    const username = usernameOf(request);
    if (status < 300) {
      guard.proved(source.address);
      if (username !== undefined) this.#attempts.succeeded(username);
    } else if (status === 401 && username === undefined) {
      guard.report(source.address, request.method === "REGISTER" ? "unproved-register" : "unproved-invite");
    } else if (status === 401 && username !== undefined && !isStale(headers)) {
      this.#attempts.failed(username, clock.now());
      void this.#reportWrongPassword(username, { request, source });
    }
  }

  async #reportWrongPassword(username: string, { request, source }: Arrived): Promise<void> {
    const { guard, tenantOf, onTenantFact, clock } = this.#options;
    const tenantId = await tenantOf(username, request.fromOrUndefined?.host ?? "").catch(() => undefined);
    guard.report(
      source.address,
      tenantId === undefined ? "unknown-user" : "wrong-password",
      shorten(username),
    );
    if (tenantId === undefined) return;
    const at = clock.now();
    onTenantFact({
      tenantId,
      kind: "wrong-password",
      source: source.address,
      subject: shorten(username),
      at,
    });
  }
}

const usernamePattern = /^Digest\b.*?\busername\s*=\s*"((?:[^"\\]|\\.){0,256})"/is;

/** Whom an Authorization header names; undefined without one. */
export function usernameOf(request: SipRequest): string | undefined {
  const value = request.header("authorization");
  return value === undefined ? undefined : (usernamePattern.exec(value)?.[1] ?? "");
}

/** The password was right, only the nonce was old. */
function isStale(headers: HeaderList): boolean {
  return headers.some(
    ([name, value]) => name.toLowerCase() === "www-authenticate" && /\bstale=true\b/i.test(value),
  );
}

/** A name of a stranger's choosing, for a list that people read. */
function shorten(username: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not get out
  return username.replace(/[\u0000-\u001f\u007f]/g, " ").slice(0, 64);
}

// Finds where a request goes: runs the resolution of a URI against DNS and puts dead destinations last.
import { assertNever, err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import { parseUri } from "../message/index.ts";
import type { Destination, TlsTrust } from "../transport/index.ts";
import { DeadDestinations } from "./dead-destinations.ts";
import type { Dns } from "./dns.ts";
import { startResolution, takeAddresses, takeNaptr, takeServices } from "./resolution.ts";
import type { LocateError, Resolution } from "./resolution.ts";

/** Where a request is to go: a place, or a URI whose places are looked up (RFC 3263). */
export type Target =
  | Destination
  /** `trust` says which certificates count when the URI leads to TLS. */
  | { readonly uri: string; readonly trust?: TlsTrust | undefined };

export type Located = Result<readonly Destination[], LocateError>;

export type LocatorOptions = {
  readonly dns: Dns;
  readonly clock: Clock;
  /** Uniform in [0, 1): the draw among servers of one priority. */
  readonly random: () => number;
};

export class Locator {
  readonly dead: DeadDestinations;
  readonly #options: LocatorOptions;

  constructor(options: LocatorOptions) {
    this.#options = options;
    this.dead = new DeadDestinations(options.clock);
  }

  /** Calls back with at least one destination, at once when no name has to be looked up. */
  locate(target: Target, then: (located: Located) => void): void {
    if (!("uri" in target)) return then(ok([target]));
    const uri = parseUri(target.uri);
    if (uri === undefined) return then(err({ kind: "bad-uri" }));
    const finish = (end: Resolution) => then(this.#finish(end, target.trust));
    const first = startResolution(uri);
    if (isOver(first)) finish(first);
    else void this.#run(first).then(finish);
  }

  async #run(first: Resolution): Promise<Resolution> {
    let state = first;
    while (!isOver(state)) state = await this.#advance(state);
    return state;
  }

  /** A server that cannot answer NAPTR or SRV questions is common: then the plain addresses decide. */
  async #advance(state: Resolution): Promise<Resolution> {
    const { dns, random } = this.#options;
    switch (state.name) {
      case "naptr": {
        const answer = await dns.naptr(state.domain);
        return takeNaptr(state, answer.ok ? answer.value : []);
      }
      case "services": {
        const answers = await Promise.all(
          state.questions.map(async ({ transport, name }) => {
            const answer = await dns.srv(name);
            return { transport, records: answer.ok ? answer.value : [] };
          }),
        );
        return takeServices(state, answers, random);
      }
      case "addresses": {
        const names = [...new Set(state.hosts.map(({ host }) => host))];
        const answers = await Promise.all(
          names.map(async (name) => [name, await dns.addresses(name)] as const),
        );
        const known = new Map(answers.map(([name, answer]) => [name, answer.ok ? answer.value : undefined]));
        return takeAddresses(state, (host) => known.get(host));
      }
      case "done":
      case "failed":
        return state;
      default:
        return assertNever(state);
    }
  }

  #finish(end: Resolution, trust: TlsTrust | undefined): Located {
    if (end.name === "failed") return err(end.error);
    if (end.name !== "done") throw new Error(`a resolution ended in ${end.name}`);
    const targets = end.targets.map((each) =>
      each.transport === "tls" && trust ? { ...each, trust } : each,
    );
    return ok(this.dead.order(targets));
  }
}

function isOver(state: Resolution): boolean {
  return state.name === "done" || state.name === "failed";
}

// What a trunk's state is, from its servers and its registration, and the cause in words. Pure.
import type { HealthCause, HealthState, ServerHealth } from "./server-health.ts";
import type { RegistrationState } from "./registration.ts";
import type { Trunk } from "./trunk.ts";

export type TrunkStateName = HealthState | "disabled";

export type TrunkState = {
  readonly state: TrunkStateName;
  readonly cause: HealthCause | undefined;
  readonly since: number;
  /** The server the cause is about. */
  readonly server: string | undefined;
};

type Part = {
  readonly state: HealthState;
  readonly cause: HealthCause | undefined;
  readonly since: number;
  readonly server: string;
};

/** The worst that keeps a trunk from working first. */
const gravest: readonly HealthState[] = ["loop", "auth-failed", "down", "degraded", "unknown", "up"];

/** Up when all its parts are, down when none is; between that degraded. */
export function trunkState(
  trunk: Trunk,
  healths: readonly { readonly uri: string; readonly health: ServerHealth }[],
  registration: RegistrationState | undefined,
  now: number,
): TrunkState {
  if (!trunk.enabled) return { state: "disabled", cause: undefined, since: now, server: undefined };
  if (trunk.password.kind === "unreadable" || trunk.inboundPassword.kind === "unreadable") {
    return { state: "auth-failed", cause: { kind: "password-unreadable" }, since: now, server: undefined };
  }
  const servers = healths.map(({ uri, health }) => partOf(uri, health));
  const registered = registration && partOf(registration.server, registration);
  if (registered && registered.state !== "up") return registered;
  // A carrier that took our registration is there, whether its servers are asked besides or not.
  if (registered && servers.every(({ state }) => state === "unknown")) return registered;
  if (servers.length === 0) return { state: "unknown", cause: undefined, since: now, server: undefined };
  const [first] = servers;
  const alike = servers.every(({ state }) => state === first?.state);
  const worst = servers.toSorted((a, b) => gravest.indexOf(a.state) - gravest.indexOf(b.state))[0] as Part;
  if (alike || !servers.some(({ state }) => state === "up" || state === "unknown")) return worst;
  // A part of its servers works: whatever ails the others, calls get through.
  const onlyUnasked = servers.every(({ state }) => state === "up" || state === "unknown");
  return onlyUnasked ? { ...worst, state: "up", cause: undefined } : { ...worst, state: "degraded" };
}

function partOf(server: string, { state, cause, since }: Omit<Part, "server">): Part {
  return { state, cause, since, server };
}

/** The cause for people, with the cure where there is one. */
export function causeText(cause: HealthCause | undefined, server: string | undefined): string | null {
  if (!cause) return null;
  const where = (server ?? "").replace(/^sips?:/, "");
  switch (cause.kind) {
    case "no-answer":
      return `no answer from ${where}`;
    case "unreachable":
      return `no connection to ${where}`;
    case "host-not-found":
      return `host not found: ${where}`;
    case "wrong-password":
      return `wrong password: ${where} does not take our user name and password`;
    case "password-unreadable":
      return "the stored password cannot be read with this node's key; enter it again";
    case "loop":
      return `loop back to ourselves: what is sent to ${where} comes back to this node`;
    case "refused":
      return `${where} refuses with ${cause.status}`;
    default:
      return cause satisfies never;
  }
}

// The requests of signing in and out, and where they lead.
import { endpoints } from "@tandem/contract";
import type { Me } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import type { Answer } from "#client/api";
import { signInToken } from "./sign-in-link.ts";

export type SignInState =
  | { readonly kind: "asking" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "signed-out"; readonly reason: "none" | "link-used" }
  /** `expired`: the page stays, with the form over it. */
  | { readonly kind: "signed-in"; readonly me: Me; readonly expired: boolean };

function fromAnswer(answer: Answer<Me>, reason: "none" | "link-used"): SignInState {
  if (answer.ok) return { kind: "signed-in", me: answer.value, expired: false };
  if (answer.problem.kind === "unreachable" || answer.problem.status >= 500) return { kind: "unreachable" };
  return { kind: "signed-out", reason };
}

/** Uses the one-time link in the address, if there is one; otherwise asks who is signed in. */
export async function arrive(): Promise<SignInState> {
  const token = signInToken(location.hash);
  if (token === undefined) return fromAnswer(await callEndpoint(endpoints.getMe, {}), "none");
  // Out of the address before anything else can read or share it.
  history.replaceState(history.state, "", location.pathname + location.search);
  const answer = await callEndpoint(endpoints.signInByLink, { body: { token } });
  if (answer.ok) return fromAnswer(answer, "none");
  // A used link opened again by somebody who is signed in already should just work.
  return fromAnswer(await callEndpoint(endpoints.getMe, {}), "link-used");
}

/** Ends this sign-in and shows the form. */
export async function signOutHere(): Promise<void> {
  await callEndpoint(endpoints.signOut, {});
  location.reload();
}

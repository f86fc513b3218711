// Door of signing in.
export { SignInGate, useMe } from "./sign-in-gate.tsx";
export { signOutHere } from "./sign-in-requests.ts";
export { WrongPlace } from "./wrong-place.tsx";

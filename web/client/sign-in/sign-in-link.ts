// The one-time link: `#sign-in=TOKEN`, a fragment because fragments never reach a server's log.

/** The token in a URL's fragment, if it is a sign-in link. */
export function signInToken(fragment: string): string | undefined {
  const token = new URLSearchParams(fragment.replace(/^#/, "")).get("sign-in");
  return token === null || token === "" ? undefined : token;
}

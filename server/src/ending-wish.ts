// What signals ask of this process: to stop, to start again with its calls going on, or not to wait any longer.
//
// asked so far | stop signal (SIGINT, SIGTERM, SIGHUP)           | restart signal (SIGUSR2)
// -------------+-------------------------------------------------+--------------------------
// nothing      | stop                                            | restart
// stop         | within a second: nothing; later: end at once    | nothing
// restart      | end at once                                     | nothing

export type EndingWish = { readonly kind: "stop" | "restart"; readonly atMs: number } | undefined;

export type WishStep = {
  readonly wish: EndingWish;
  /** "end-at-once": without a good end; the next start puts that right, and goes on with the calls. */
  readonly effect: "stop" | "restart" | "end-at-once" | "none";
};

/** One key may reach us twice: from the terminal, and passed on by whoever started us. */
const sameWishMs = 1000;

/** `nowMs` counts from anywhere, and never back. */
export function stepWish(wish: EndingWish, asked: "stop" | "restart", nowMs: number): WishStep {
  if (wish === undefined) return { wish: { kind: asked, atMs: nowMs }, effect: asked };
  if (asked === "restart") return { wish, effect: "none" };
  if (wish.kind === "stop" && nowMs - wish.atMs <= sameWishMs) return { wish, effect: "none" };
  return { wish, effect: "end-at-once" };
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { err, ok } from "@tandem/kernel";
import type { Clock, Result } from "@tandem/kernel";
import type { Dialog, ReinviteError } from "@tandem/sip";
import type { LegPhase } from "./call-leg.ts";
import { LegReanchoring } from "./leg-reanchoring.ts";

type Outcome = Result<{ answer: string | undefined }, ReinviteError>;
type Opened = Result<undefined, { kind: string; message: string }>;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A leg between two media processes: what is done and told of it, and what it meets. */
function world(phase: LegPhase) {
  const done: string[] = [];
  const timers: (() => void)[] = [];
  const state = { phase, nowMs: 1000, opened: ok(undefined) as Opened, understood: true, hasDialog: true };
  let settle: (outcome: Outcome) => void = () => {};
  const clock: Clock = {
    now: () => state.nowMs,
    after: (_, callback) => {
      timers.push(callback);
      return () => void timers.splice(timers.indexOf(callback), 1);
    },
  };
  const reinvite = (offer: string) => {
    done.push(`offer ${offer}`);
    return new Promise<Outcome>((resolve) => void (settle = resolve));
  };
  const reanchoring = new LegReanchoring({
    clock,
    media: {
      lose: () => void done.push("lose"),
      open: async () => {
        done.push("open");
        return state.opened;
      },
      close: () => void done.push("close"),
      offerAgain: () => "again",
      takeAnswer: async (answer) => {
        done.push(`answer ${answer}`);
        return state.understood ? ok(undefined) : err({ kind: "no-audio", message: "" });
      },
    },
    phase: () => state.phase,
    dialog: () => (state.hasDialog ? ({ reinvite } as unknown as Dialog) : undefined),
    apply: (input) => {
      done.push(input.kind === "local-end" ? input.cause : input.kind);
      if (input.kind === "local-end") state.phase = "ended";
    },
    onRestored: (afterMs) => void done.push(`restored ${afterMs}`),
  });
  const answer = async (outcome: Outcome) => {
    settle(outcome);
    await turn();
  };
  const take = () => done.splice(0).join(", ");
  return { reanchoring, state, answer, take, timers };
}

test("a leg that is up is opened anew, offered again, and says how long it was not heard", async () => {
  const { reanchoring, state, answer, take, timers } = world("up");
  reanchoring.lose();
  await reanchoring.reopen(true);
  void reanchoring.offerIfDue();
  void reanchoring.offerIfDue();
  assert.equal(take(), "lose, open, offer again");
  state.nowMs = 2500;
  await answer(ok({ answer: "theirs" }));
  assert.equal(take(), "answer theirs, restored 1500");
  assert.equal(timers.length, 0);
  void reanchoring.offerIfDue();
  assert.equal(take(), "", "once");
});

test("a peer that refuses, is not understood or keeps silent is ended; one that ended itself is not ended twice", async () => {
  const after = async (meet: (leg: ReturnType<typeof world>) => Promise<void> | void) => {
    const leg = world("up");
    leg.reanchoring.lose();
    await leg.reanchoring.reopen(true);
    void leg.reanchoring.offerIfDue();
    leg.take();
    await meet(leg);
    return leg.take();
  };
  assert.equal(await after(({ answer }) => answer(err({ kind: "rejected", status: 488 }))), "media-lost");
  assert.equal(await after(({ answer }) => answer(ok({ answer: undefined }))), "media-lost");
  assert.equal(await after(({ timers }) => timers[0]?.()), "media-lost");
  assert.equal(await after(({ answer }) => answer(err({ kind: "ended" }))), "");
  const misunderstood = await after(({ state, answer }) => {
    state.understood = false;
    return answer(ok({ answer: "x" }));
  });
  assert.equal(misunderstood, "answer x, media-lost");
});

test("media that dies again meanwhile is awaited again; what came of the first offer means nothing", async () => {
  const { reanchoring, state, answer, take } = world("up");
  reanchoring.lose();
  await reanchoring.reopen(true);
  void reanchoring.offerIfDue();
  reanchoring.lose();
  await answer(err({ kind: "rejected", status: 488 }));
  state.opened = err({ kind: "media-lost", message: "" });
  await reanchoring.reopen(true);
  void reanchoring.offerIfDue();
  assert.equal(take(), "lose, open, offer again, lose, open");
  state.opened = ok(undefined);
  await reanchoring.reopen(true);
  state.nowMs = 4000;
  void reanchoring.offerIfDue();
  await answer(ok({ answer: "theirs" }));
  assert.equal(take(), "open, offer again, answer theirs, restored 3000");
});

test("a leg whose port came and went at once gets another; asked twice, it opens once", async () => {
  const { reanchoring, take } = world("up");
  reanchoring.lose();
  const first = reanchoring.reopen(true);
  reanchoring.lose();
  await Promise.all([first, reanchoring.reopen(true)]);
  await reanchoring.reopen(true);
  assert.equal(take(), "lose, open, lose, open");
  void reanchoring.offerIfDue();
  assert.equal(take(), "offer again");
});

test("what an earlier process had opened is only offered again", async () => {
  const { reanchoring, take } = world("up");
  reanchoring.restoreOpened();
  assert.equal(reanchoring.isPending, true);
  await reanchoring.reopen(true);
  void reanchoring.offerIfDue();
  assert.equal(take(), "offer again");
});

test("a leg without a dialog is told as soon as it has one; one that said nothing yet owes nothing", async () => {
  const ringing = world("ringing");
  ringing.state.hasDialog = false;
  ringing.reanchoring.lose();
  await ringing.reanchoring.reopen(true);
  void ringing.reanchoring.offerIfDue();
  assert.equal(ringing.take(), "lose, open");
  Object.assign(ringing.state, { hasDialog: true, phase: "up" });
  void ringing.reanchoring.offerIfDue();
  assert.equal(ringing.take(), "offer again");

  const quiet = world("waiting");
  quiet.reanchoring.lose();
  await quiet.reanchoring.reopen(false);
  void quiet.reanchoring.offerIfDue();
  assert.equal(quiet.take(), "lose, open");

  const heardEarly = world("waiting");
  heardEarly.state.hasDialog = false;
  heardEarly.reanchoring.lose();
  await heardEarly.reanchoring.reopen(true);
  assert.equal(heardEarly.take(), "lose, open, media-lost");
});

test("a leg that ends meanwhile leaves nothing open, and one without a port yet is not asked for twice", async () => {
  const { reanchoring, state, take } = world("up");
  reanchoring.lose();
  const reopened = reanchoring.reopen(true);
  state.phase = "ended";
  await reopened;
  void reanchoring.offerIfDue();
  assert.equal(take(), "lose, open, close");
  const opening = world("opening");
  opening.reanchoring.lose();
  await opening.reanchoring.reopen(false);
  assert.equal(opening.take(), "");
  const full = world("up");
  full.state.opened = err({ kind: "no-free-port", message: "" });
  full.reanchoring.lose();
  await full.reanchoring.reopen(true);
  assert.equal(full.take(), "lose, open, media-lost");
});

// A leg whose media process or worker died, on its way to the next one: a port there, and what was agreed offered again
// from it.
//
// phase when it died      | after `reopen`
// ------------------------+--------------------------------------------------------------------------------------
// up                      | re-INVITE at once, or when its phone can be told again
// answering, dialing,     | re-INVITE as soon as the dialog stands: until then only the old port is known
// ringing                 |
// waiting, nothing said   | nothing: the answer will name the new port
// waiting, heard early    | UPDATE (RFC 3311) where the caller takes it; else the leg ends
import type { Clock } from "@tandem/kernel";
import type { Dialog } from "@tandem/sip";
import type { LegInput, LegPhase } from "./call-leg.ts";
import type { LegMedia } from "./leg-media.ts";

export type LegReanchoringPorts = {
  readonly clock: Clock;
  readonly media: Pick<LegMedia, "open" | "close" | "lose" | "offerAgain" | "takeAnswer">;
  readonly phase: () => LegPhase;
  /** The dialog in which an offer can be made now; undefined when there is none. */
  readonly dialog: () => Dialog | undefined;
  readonly apply: (input: LegInput) => void;
  /** Both hear each other again, so many ms after the media process died. */
  readonly onRestored: (afterMs: number) => void;
};

/** A person who hears nothing hangs up by then; a transaction alone would wait for 32 s (RFC 3261 §17.1.1.2). */
const answerWithinMs = 10_000;

export class LegReanchoring {
  readonly #ports: LegReanchoringPorts;
  /** When the media process died; undefined while there is nothing to make up for. */
  #lostAt: number | undefined;
  /** Counts the losses: what comes of an offer made before another one means nothing. */
  #losses = 0;
  #isOpen = false;
  #isOffered = false;
  /** The port is being asked for. */
  #opening: Promise<void> | undefined;

  constructor(ports: LegReanchoringPorts) {
    this.#ports = ports;
  }

  /** Whether the sound was lost and is not back. */
  get isPending(): boolean {
    return this.#lostAt !== undefined;
  }

  /** An earlier process has opened the leg anew, and did not come to hear that the other side agrees. */
  restoreOpened(): void {
    this.#lostAt = this.#ports.clock.now();
    this.#isOpen = true;
  }

  lose(): void {
    const { media, phase, clock } = this.#ports;
    // A leg that still asks for its port is refused it.
    if (phase() === "ended" || phase() === "opening") return;
    media.lose();
    this.#lostAt ??= clock.now();
    this.#losses++;
    this.#isOpen = false;
    this.#isOffered = false;
  }

  /** A fresh media process or worker is there. `isSaid`: the other side was told of a port already. */
  async reopen(isSaid: boolean): Promise<void> {
    if (this.#lostAt === undefined || this.#isOpen || this.#ports.phase() === "ended") return;
    this.#opening ??= this.#open(isSaid).finally(() => (this.#opening = undefined));
    await this.#opening;
  }

  /** Tells the other side where it is heard now, once, when that is due and it can be told. */
  async offerIfDue(): Promise<void> {
    const { media, clock, apply } = this.#ports;
    const dialog = this.#ports.dialog();
    if (!this.#isOpen || this.#isOffered || !dialog) return;
    const offer = media.offerAgain();
    if (offer === undefined) return this.#giveUp();
    this.#isOffered = true;
    const losses = this.#losses;
    const isOver = () => losses !== this.#losses || this.#ports.phase() === "ended";
    const cancel = clock.after(answerWithinMs, () => {
      if (!isOver()) this.#giveUp();
    });
    const outcome = await dialog.reinvite(offer);
    cancel();
    // A dialog that ended says so itself.
    if (isOver() || (!outcome.ok && outcome.error.kind === "ended")) return;
    const answer = outcome.ok ? outcome.value.answer : undefined;
    const isBack = answer !== undefined && (await media.takeAnswer(answer)).ok;
    if (isOver()) return;
    if (!isBack) return apply({ kind: "local-end", cause: "media-lost" });
    const afterMs = clock.now() - (this.#lostAt ?? clock.now());
    this.#lostAt = undefined;
    this.#isOpen = false;
    this.#ports.onRestored(afterMs);
  }

  async #open(isSaid: boolean): Promise<void> {
    const { media, phase } = this.#ports;
    const losses = this.#losses;
    const opened = await media.open();
    if (phase() === "ended") {
      if (opened.ok) media.close();
      return;
    }
    // The port that was given died with its worker.
    if (losses !== this.#losses) return this.#open(isSaid);
    // It died again: there will be another one.
    if (!opened.ok && opened.error.kind === "media-lost") return;
    if (!opened.ok || (isSaid && phase() === "waiting" && !this.#ports.dialog())) return this.#giveUp();
    if (isSaid) this.#isOpen = true;
    else this.#lostAt = undefined;
  }

  #giveUp(): void {
    this.#ports.apply({ kind: "local-end", cause: "media-lost" });
  }
}

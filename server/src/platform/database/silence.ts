// Notices a server that is frozen (a stalled disk, a paused machine): it refuses nothing, it is silent.
import type { Clock } from "@tandem/kernel";

/** Statements take milliseconds; one that takes this long makes us ask whether the server is there at all. */
const suspiciousSilenceMs = 2_000;

/**
 * While an answer is awaited, asks by `probe` again and again whether the server is there, and calls `onSilent`
 * once it is not. `probe` must not reject. The returned function ends the watch.
 */
export function watchSilence(options: {
  readonly clock: Clock;
  readonly probe: () => Promise<boolean>;
  readonly onSilent: () => void;
}): () => void {
  const { clock, probe, onSilent } = options;
  let over = false;
  let cancel: () => void;
  const askLater = (): void => {
    cancel = clock.after(suspiciousSilenceMs, () => {
      void probe().then((answers) => {
        if (over) return;
        if (answers) askLater();
        else onSilent();
      });
    });
  };
  askLater();
  return () => {
    over = true;
    cancel();
  };
}

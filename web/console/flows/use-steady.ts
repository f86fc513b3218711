// A function that stays one while what it does changes with each drawing: what is given it has no reason to be drawn again.
import { useCallback, useLayoutEffect, useRef } from "react";

/** Calls what was given last; for what people do on the page, not while it is drawn. */
export function useSteady<Arguments extends readonly unknown[], Answer>(
  act: (...given: Arguments) => Answer,
): (...given: Arguments) => Answer {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...given: Arguments) => latest.current(...given), []);
}

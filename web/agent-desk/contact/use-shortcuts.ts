// Listens for the desk's keys while the page is open.
import { useEffect } from "react";
import type { ContactState } from "./contact-view.ts";
import { shortcut } from "./shortcut.ts";
import type { KeyPress, ShortcutAction } from "./shortcut.ts";

function targetOf(target: EventTarget | null): KeyPress["target"] {
  if (!(target instanceof HTMLElement)) return "page";
  // A radio takes arrows and space only, so the desk's letters still work on one.
  if (target.isContentEditable || target.matches("input:not([type=radio]), textarea, select"))
    return "typing";
  return target.closest("button, a, [role=menuitem], input") ? "control" : "page";
}

export function useShortcuts(
  state: ContactState | undefined,
  keypadOpen: boolean,
  onAction: (action: ShortcutAction) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const modified = event.ctrlKey || event.altKey || event.metaKey;
      const press = { key: event.key, modified, repeated: event.repeat, target: targetOf(event.target) };
      const action = shortcut(press, state, keypadOpen);
      if (!action) return;
      event.preventDefault();
      onAction(action);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}

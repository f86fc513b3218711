// The keys that people who draw have in their fingers; not while they type.
import { useEffect } from "react";

type Acts = {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly copy: () => void;
  readonly paste: () => void;
};

export function useDrawingKeys(acts: Acts): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
      const act = actOf(event, acts);
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}

function actOf({ key, shiftKey }: KeyboardEvent, { undo, redo, copy, paste }: Acts) {
  switch (key.toLowerCase()) {
    case "z":
      return shiftKey ? redo : undo;
    case "y":
      return redo;
    case "c":
      return copy;
    case "v":
      return paste;
    default:
      return undefined;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable]") !== null;
}

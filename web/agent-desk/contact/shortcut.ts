// What a key pressed on the desk means.
import { isKeypadKey } from "@tandem/ui/keypad-keys";
import type { KeypadKey } from "@tandem/ui/keypad-keys";
import type { ContactState } from "./contact-view.ts";

export type ShortcutAction =
  | { readonly kind: "answer" }
  | { readonly kind: "hang-up" }
  | { readonly kind: "toggle-mute" }
  | { readonly kind: "toggle-hold" }
  | { readonly kind: "toggle-keypad" }
  | { readonly kind: "toggle-transfer" }
  | { readonly kind: "park" }
  | { readonly kind: "digit"; readonly key: KeypadKey };

export type KeyPress = {
  readonly key: string;
  /** With Ctrl, Alt or Meta held: the browser's or the system's own. */
  readonly modified: boolean;
  /** The key is held down. */
  readonly repeated: boolean;
  /** Where the press went: text being typed and buttons being pressed are left alone. */
  readonly target: "typing" | "control" | "page";
};

/** Pure: undefined when the key means nothing here. */
export function shortcut(
  press: KeyPress,
  state: ContactState | undefined,
  keypadOpen: boolean,
): ShortcutAction | undefined {
  if (press.modified || press.repeated || press.target === "typing") return undefined;
  const key = press.key.toLowerCase();
  if (state === "offered") {
    if (key === "a" || (key === "enter" && press.target === "page")) return { kind: "answer" };
    return undefined;
  }
  if (state !== "talking" && state !== "on-hold") return undefined;
  if (keypadOpen && isKeypadKey(press.key)) return { kind: "digit", key: press.key };
  if (key === "escape") return { kind: "hang-up" };
  if (key === "m") return { kind: "toggle-mute" };
  if (key === "h") return { kind: "toggle-hold" };
  if (key === "k") return { kind: "toggle-keypad" };
  if (key === "p") return { kind: "park" };
  if (key === "t") return { kind: "toggle-transfer" };
  return undefined;
}

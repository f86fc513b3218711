// The twelve keys of a telephone and their names.

export const keypadKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
export type KeypadKey = (typeof keypadKeys)[number];

export function isKeypadKey(text: string): text is KeypadKey {
  return (keypadKeys as readonly string[]).includes(text);
}

/** `keypad-5`, `keypad-star`, `keypad-hash`. */
export function keypadTestId(key: KeypadKey): string {
  if (key === "*") return "keypad-star";
  if (key === "#") return "keypad-hash";
  return `keypad-${key}`;
}

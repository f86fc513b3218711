// A telephone's keypad as buttons.
import { keypadKeys, keypadTestId } from "./keypad-keys.ts";
import type { KeypadKey } from "./keypad-keys.ts";

const letters: Partial<Record<KeypadKey, string>> = {
  "2": "ABC",
  "3": "DEF",
  "4": "GHI",
  "5": "JKL",
  "6": "MNO",
  "7": "PQRS",
  "8": "TUV",
  "9": "WXYZ",
};

export type KeypadProps = {
  readonly onKey: (key: KeypadKey) => void;
  readonly label: string;
  readonly disabled?: boolean;
  /** What was pressed so far, shown above the keys. */
  readonly pressed?: string;
};

export function Keypad({ onKey, label, disabled = false, pressed = "" }: KeypadProps) {
  return (
    <fieldset className="t-keypad" aria-label={label}>
      <output className="t-keypad-pressed t-figures">{pressed}</output>
      {keypadKeys.map((key) => (
        <button
          key={key}
          type="button"
          className="t-key"
          disabled={disabled}
          data-testid={keypadTestId(key)}
          onClick={() => onKey(key)}
        >
          <span>{key}</span>
          <small aria-hidden="true">{letters[key] ?? "\u00a0"}</small>
        </button>
      ))}
    </fieldset>
  );
}

// A button for pages that carry no component library.
import type { ReactNode } from "react";

export type ButtonProps = {
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly look?: "primary" | "danger" | "plain";
  readonly testId?: string;
  readonly disabled?: boolean;
  /** For buttons that stay down, such as mute. */
  readonly pressed?: boolean;
};

export function Button({
  children,
  onClick,
  look = "plain",
  testId,
  disabled = false,
  pressed,
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`t-button t-button-${look}`}
      onClick={onClick}
      disabled={disabled}
      aria-pressed={pressed}
      data-testid={testId}
    >
      {children}
    </button>
  );
}

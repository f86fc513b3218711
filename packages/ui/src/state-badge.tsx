// A state in its fixed colour and shape, always with a word beside.
import type { ReactNode } from "react";
import type { Tone } from "./tones.ts";

/** Shapes differ so that the states can be told apart without colour; drawn in a 16 × 16 box. */
const shapes: Readonly<Record<Tone, ReactNode>> = {
  ready: <circle cx="8" cy="8" r="6" />,
  offered: <path d="M8 1a5 5 0 0 0-5 5v4l-1.5 2.5h13L13 10V6a5 5 0 0 0-5-5zM6 13.5a2 2 0 0 0 4 0z" />,
  talking: <path d="M4 2l10 6-10 6z" />,
  hold: <path d="M3 2h4v12H3zM9 2h4v12H9z" />,
  "wrap-up": <path d="M2 14l1-4 8-8 3 3-8 8zM9 14h5v1.5H9z" />,
  away: <path d="M8 2a6 6 0 1 0 6 6A5 5 0 0 1 8 2z" />,
  offline: (
    <path
      fillRule="evenodd"
      d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z"
    />
  ),
  alarm: <path d="M8 1l7 13H1zM7.2 6v4h1.6V6zm0 5v1.6h1.6V11z" fillRule="evenodd" />,
};

export type StateBadgeProps = {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** The contract's own value for `data-state`. */
  readonly state?: string;
  readonly testId?: string;
  /** Filled for the one state that matters on a page; plain in tables. */
  readonly filled?: boolean;
};

export function StateBadge({ tone, children, state, testId, filled = false }: StateBadgeProps) {
  const className = `t-badge t-tone-${tone}${filled ? " t-badge-filled" : ""}`;
  return (
    <span className={className} data-state={state} data-testid={testId}>
      <svg
        className="t-shape"
        viewBox="0 0 16 16"
        width="12"
        height="12"
        aria-hidden="true"
        fill="currentColor"
      >
        {shapes[tone]}
      </svg>
      <span>{children}</span>
    </span>
  );
}

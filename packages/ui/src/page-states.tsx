// What a page shows when it has nothing, when something failed, and while it waits.
import type { ReactNode } from "react";

type StateProps = { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode };

/** Nothing here yet: `children` says what to do, `action` is the button for it. */
export function EmptyState({ title, children, action }: StateProps) {
  return (
    <div className="t-page-state">
      <svg className="t-page-state-art" viewBox="0 0 64 48" width="72" height="54" aria-hidden="true">
        <path d="M8 40V20a24 16 0 0 1 48 0v20" />
        <rect x="3" y="24" width="11" height="18" rx="4" />
        <rect x="50" y="24" width="11" height="18" rx="4" />
        <path d="M56 42c0 4-8 4-18 4" />
      </svg>
      <strong>{title}</strong>
      {children === undefined ? null : <p>{children}</p>}
      {action}
    </div>
  );
}

/** Something failed: `children` says what happened, `action` is the way on. */
export function ErrorState({ title, children, action }: StateProps) {
  return (
    <div className="t-page-state t-page-state-error" role="alert">
      <strong>{title}</strong>
      {children === undefined ? null : <p>{children}</p>}
      {action}
    </div>
  );
}

export function LoadingState({ title }: { readonly title: string }) {
  return (
    <output className="t-page-state">
      <span className="t-spinner" aria-hidden="true" />
      <span>{title}</span>
    </output>
  );
}

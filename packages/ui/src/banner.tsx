// A line across the page that says what is wrong and what to do.
import type { ReactNode } from "react";

export type BannerTone = "alarm" | "warning" | "information";

export type BannerProps = {
  readonly tone: BannerTone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly testId?: string;
};

export function Banner({ tone, title, children, action, testId }: BannerProps) {
  return (
    <div
      className={`t-banner t-banner-${tone}`}
      role={tone === "alarm" ? "alert" : "status"}
      data-testid={testId}
    >
      <div>
        <strong>{title}</strong>
        {children === undefined ? null : <div>{children}</div>}
      </div>
      {action === undefined ? null : <div className="t-banner-action">{action}</div>}
    </div>
  );
}

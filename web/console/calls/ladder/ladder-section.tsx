// The part of a call's page that draws its SIP messages; fetched only when somebody asks for it.
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { LoadingState } from "@tandem/ui";
import { useConsoleText } from "#console/texts";

// Few who read a call's page look at its signalling.
const LadderPanel = lazy(async () => ({ default: (await import("./ladder-panel.tsx")).LadderPanel }));

export function LadderSection({ callId }: { readonly callId: string }) {
  const t = useConsoleText();
  const [open, setOpen] = useState(false);
  return (
    <section className="console-card console-ladder" aria-label={t("ladder")} data-testid="ladder">
      <h2>{t("ladder")}</h2>
      {open ? (
        <Suspense fallback={<LoadingState title={t("loading")} />}>
          <LadderPanel callId={callId} />
        </Suspense>
      ) : (
        <p className="console-ladder-closed">
          <span className="t-soft">{t("ladder.about")}</span>
          <Button onClick={() => setOpen(true)} data-testid="ladder-show">
            {t("ladder.show")}
          </Button>
        </p>
      )}
    </section>
  );
}

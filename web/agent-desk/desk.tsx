// The agent desk: one screen whose panels keep their place.
import { useEffect } from "react";
import { LoadingState } from "@tandem/ui";
import { useLive } from "#client/live";
import { useMe, WrongPlace } from "#client/sign-in";
import { ContactPanel } from "#agent-desk/contact";
import { DeskBanners, DeskHeader } from "#agent-desk/header";
import { CallerPanel, NowPanel } from "#agent-desk/history";
import { PhoneProvider } from "#agent-desk/phone";
import { DueReminders } from "#agent-desk/reminders";
import { useDeskText } from "#agent-desk/texts";

export function Desk() {
  const t = useDeskText();
  const { agent } = useMe();
  const known = useLive().state !== undefined;
  const title = `${t("product.name")} · ${t("page")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (!agent) return <WrongPlace place="desk" />;
  return (
    <PhoneProvider agentId={agent.id}>
      <DeskHeader />
      <DeskBanners />
      <DueReminders />
      <main className="desk">
        <NowPanel />
        {known ? <ContactPanel /> : <LoadingState title={t("loading")} />}
        <CallerPanel />
      </main>
    </PhoneProvider>
  );
}

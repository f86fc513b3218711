// The line on top of the desk: who and where I am, my presence, my queues, my phone.
import { LogoutOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { PageLanguageSwitch } from "#client/frame";
import { signOutHere, useMe } from "#client/sign-in";
import { KeyList } from "#agent-desk/keys";
import { LiveQuality, MicrophoneCheck } from "#agent-desk/sound";
import { useDeskText } from "#agent-desk/texts";
import { CallAlerts } from "./call-alerts.tsx";
import { MessagesButton } from "./messages-button.tsx";
import { PhoneStatus } from "./phone-status.tsx";
import { PresenceMenu } from "./presence-menu.tsx";
import { QueueWaits } from "./queue-waits.tsx";

export function DeskHeader() {
  const t = useDeskText();
  const { tenant } = useMe();
  return (
    <header className="desk-header">
      <div className="desk-brand" title={tenant.name}>
        <b>{t("product.name")}</b>
        <span className="t-soft">{tenant.name}</span>
      </div>
      <PresenceMenu />
      <QueueWaits />
      <span className="desk-space" />
      <MessagesButton />
      <CallAlerts />
      <LiveQuality />
      <MicrophoneCheck />
      <PhoneStatus />
      <KeyList />
      <PageLanguageSwitch />
      <Account />
    </header>
  );
}

function Account() {
  const t = useDeskText();
  const { user, agent } = useMe();
  const items = [
    { key: "sign-out", icon: <LogoutOutlined />, label: t("sign-out"), onClick: () => void signOutHere() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" className="desk-account" aria-label={t("account")}>
        {user.displayName} · <span className="t-figures">{agent?.extension}</span>
      </Button>
    </Dropdown>
  );
}

// Asks for system notifications, by a button: a question on load is answered "no" by habit.
import { BellOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { useDeskText } from "#agent-desk/texts";

export function CallAlerts() {
  const t = useDeskText();
  const [permission, setPermission] = useState(() =>
    "Notification" in window ? Notification.permission : "denied",
  );
  if (permission !== "default" || !isSecureContext) return null;
  return (
    <Tooltip title={t("notify.hint")}>
      <Button
        type="text"
        icon={<BellOutlined />}
        aria-label={t("notify.ask")}
        onClick={() => void Notification.requestPermission().then(setPermission)}
      />
    </Tooltip>
  );
}

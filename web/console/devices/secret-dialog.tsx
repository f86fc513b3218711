// The secret of a device, shown once: what to type into which field of the phone.
import { Alert, Button, Modal, Typography } from "antd";
import type { DeviceSecret } from "@tandem/contract";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useConsoleText } from "#console/texts";

type SecretDialogProps = { readonly secret: DeviceSecret; readonly onDone: () => void };

export function SecretDialog({ secret, onDone }: SecretDialogProps) {
  const t = useConsoleText();
  if (secret.kind === "none") return null;
  return (
    <Modal
      open
      width={640}
      title={t(`devices.secret.${secret.kind}`)}
      closable={false}
      footer={
        <Button type="primary" onClick={onDone} data-testid="secret-noted">
          {t("devices.secret.noted")}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t("devices.secret.once")} />
      <dl className="devices-secret">
        {rowsOf(secret).map(([key, value]) => (
          <div key={key}>
            <dt>{t(`devices.secret.${key}`)}</dt>
            <dd>
              <Typography.Text copyable code data-testid={`secret-${key}`}>
                {value}
              </Typography.Text>
            </dd>
          </div>
        ))}
      </dl>
      <SecretHelp secret={secret} />
    </Modal>
  );
}

type Shown = Exclude<DeviceSecret, { kind: "none" }>;

function rowsOf(
  secret: Shown,
): [key: "url" | "server" | "transport" | "username" | "password", value: string][] {
  const account: ["username" | "password", string][] = [
    ["username", secret.username],
    ["password", secret.password],
  ];
  if (secret.kind === "provisioning") return [["url", secret.url], ...account];
  return [["server", secret.server], ["transport", secret.transport.toUpperCase()], ...account];
}

function SecretHelp({ secret }: { readonly secret: Shown }) {
  const t = useConsoleText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  if (secret.kind === "account") return <p className="t-soft">{t("devices.secret.account.help")}</p>;
  const until = formatDateTime(secret.openUntil, { locale, timeZone });
  return (
    <>
      <p className="t-soft">{t("devices.secret.provisioning.help", { until })}</p>
      {secret.url.startsWith("http:") ? (
        <Alert type="info" showIcon title={t("devices.secret.plain")} />
      ) : null}
    </>
  );
}

// How somebody signs in for the first time, or again: shown once.
import { Alert, Button, Modal, Typography } from "antd";
import type { PersonAccess, PersonView } from "@tandem/contract";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useConsoleText } from "#console/texts";

type AccessDialogProps = {
  readonly person: PersonView;
  readonly access: PersonAccess;
  readonly onDone: () => void;
};

export function AccessDialog({ person, access, onDone }: AccessDialogProps) {
  const t = useConsoleText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  const rows = [
    ["link", new URL(access.link, location.href).href],
    ["name", person.name],
    ["password", access.password],
  ] as const;
  return (
    <Modal
      open
      width={640}
      title={t("people.access", { name: person.displayName })}
      closable={false}
      footer={
        <Button type="primary" onClick={onDone} data-testid="access-noted">
          {t("people.access.noted")}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t("people.access.once")} />
      <dl className="people-access">
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{t(`people.access.${key}`)}</dt>
            <dd>
              <Typography.Text copyable code data-testid={`access-${key}`}>
                {value}
              </Typography.Text>
            </dd>
          </div>
        ))}
      </dl>
      <p className="t-soft">
        {t("people.access.help", { until: formatDateTime(access.linkUntil, { locale, timeZone }) })}
      </p>
    </Modal>
  );
}

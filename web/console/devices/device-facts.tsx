// What is known of a device right now: where it is registered, and when it fetched its settings.
import type { DeviceView } from "@tandem/contract";
import { LiveTimer } from "#client/live";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useConsoleText } from "#console/texts";

export function DeviceFacts({ device }: { readonly device: DeviceView }) {
  const { registered, provisioning, mobileNumber, username } = device;
  return (
    <ul className="devices-facts t-soft">
      {mobileNumber === null ? null : <li className="t-figures">{mobileNumber}</li>}
      {registered.map((phone) => (
        <RegisteredFact key={`${phone.address}:${phone.port}`} phone={phone} />
      ))}
      {username !== null && registered.length === 0 ? <UsernameFact username={username} /> : null}
      {provisioning ? <ProvisioningFact provisioning={provisioning} /> : null}
    </ul>
  );
}

function RegisteredFact({ phone }: { readonly phone: DeviceView["registered"][number] }) {
  const t = useConsoleText();
  const { address, port, transport, userAgent, since } = phone;
  const host = address.includes(":") ? `[${address}]` : address;
  return (
    <li>
      <span className="t-figures">
        {host}:{port}
      </span>{" "}
      {transport.toUpperCase()} · {userAgent ?? t("devices.no-user-agent")} · {t("devices.for")}{" "}
      <LiveTimer since={since} />
    </li>
  );
}

function UsernameFact({ username }: { readonly username: string }) {
  const t = useConsoleText();
  return (
    <li>
      {t("devices.username")} <span className="t-figures">{username}</span>
    </li>
  );
}

function ProvisioningFact({
  provisioning,
}: {
  readonly provisioning: NonNullable<DeviceView["provisioning"]>;
}) {
  const t = useConsoleText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  const { make, mac, lastFetchedAt, lastFetchedBy, fetchesFrom, openUntil } = provisioning;
  const time = (iso: string) => formatDateTime(iso, { locale, timeZone });
  const fetched = lastFetchedAt
    ? t("devices.fetched", { at: time(lastFetchedAt), from: fetchesFrom ?? "–" })
    : t("devices.never-fetched");
  return (
    <>
      <li>
        {t(`devices.make.${make}`)} <span className="t-figures">{mac}</span> · {fetched}
        {lastFetchedBy ? ` · ${lastFetchedBy}` : ""}
      </li>
      {openUntil ? <li>{t("devices.open-until", { at: time(openUntil) })}</li> : null}
    </>
  );
}

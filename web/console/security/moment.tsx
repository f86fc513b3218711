// A time of the tenant's zone.
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";

export function Moment({ at }: { readonly at: string }) {
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  return <span className="t-figures">{formatDateTime(at, { locale, timeZone })}</span>;
}

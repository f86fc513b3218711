// Where recordings are, and which wait for the object store.
import type { RecordingPolicy } from "@tandem/contract";
import { useConsoleText } from "#console/texts";

const megabyte = 1_000_000;

export function Waiting({ policy: { store, waiting } }: { readonly policy: RecordingPolicy }) {
  const t = useConsoleText();
  if (store === "local") return <p className="t-soft">{t("recordings.store.local")}</p>;
  const { count, bytes, oldest, trouble } = waiting;
  const size = `${(bytes / megabyte).toFixed(1)} MB`;
  const since = oldest === null ? "" : new Date(oldest).toLocaleString();
  return (
    <p className="t-soft t-figures">
      {t("recordings.store.s3")}{" "}
      {count === 0 ? t("recordings.waiting.none") : t("recordings.waiting", { count, size, since })}
      {trouble === null ? null : <strong> {t(`recordings.trouble.${trouble}`)}</strong>}
    </p>
  );
}

// Above the board while it shows a version as callers got it, with the figures of that one.
import { Alert, Button } from "antd";
import { useConsoleText } from "#console/texts";

type ViewedVersionProps = { readonly version: number; readonly onClose: () => void };

export function ViewedVersionBanner({ version, onClose }: ViewedVersionProps) {
  const t = useConsoleText();
  return (
    <Alert
      type="info"
      showIcon
      banner
      data-testid="flow-viewed-version"
      title={t("insight.viewed", { version: String(version) })}
      action={
        <Button size="small" onClick={onClose}>
          {t("insight.viewed.close")}
        </Button>
      }
    />
  );
}

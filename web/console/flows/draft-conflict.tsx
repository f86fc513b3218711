// Two drew at once, or a drawing could not be saved: what happened, and what can be done.
import { Alert, Button, Space } from "antd";
import { useConsoleText } from "#console/texts";
import type { Draft } from "./use-draft.ts";

export function DraftConflict({ draft }: { readonly draft: Draft }) {
  const t = useConsoleText();
  const { state } = draft;
  if (state.kind === "not-saved") return <Alert type="error" showIcon banner title={state.message} />;
  if (state.kind !== "conflict") return null;
  const acts = (
    <Space>
      <Button size="small" data-testid="conflict-theirs" onClick={() => void draft.takeTheirs()}>
        {t("flow.conflict.theirs")}
      </Button>
      <Button size="small" data-testid="conflict-mine" onClick={() => void draft.keepMine()}>
        {t("flow.conflict.mine")}
      </Button>
    </Space>
  );
  return (
    <Alert
      type="warning"
      showIcon
      banner
      data-testid="flow-conflict"
      title={t("flow.conflict", { who: state.by ?? t("flow.conflict.somebody") })}
      description={t("flow.conflict.text")}
      action={acts}
    />
  );
}

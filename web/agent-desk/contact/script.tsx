// What the queue of this caller wants said, from the first ring on.
import { useDeskRules } from "#client/desk-rules";
import { Markdown } from "#client/markdown";
import { useDeskText } from "#agent-desk/texts";

export function Script({ queueId }: { readonly queueId: string | null }) {
  const t = useDeskText();
  const { data } = useDeskRules();
  const script = data?.queues.find(({ id }) => id === queueId)?.script ?? "";
  if (script.trim() === "") return null;
  return (
    <section className="desk-script" aria-label={t("contact.script")} data-testid="script">
      <Markdown source={script} />
    </section>
  );
}

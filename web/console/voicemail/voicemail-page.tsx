// Messages of all queues, and of one's own mailbox.
import type { VoicemailView } from "@tandem/contract";
import { MessageList } from "#client/voicemail";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";

export function VoicemailPage() {
  const t = useConsoleText();
  return (
    <section className="console-card" aria-label={t("messages")}>
      <MessageList Actions={CallLink} />
    </section>
  );
}

function CallLink({ message: { callId } }: { readonly message: VoicemailView }) {
  const t = useConsoleText();
  return <Link to={routePath({ kind: "call", callId })}>{t("voicemail.call")}</Link>;
}

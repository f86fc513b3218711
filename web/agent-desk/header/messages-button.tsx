// How many messages wait for me, and the messages themselves.
import { MessageOutlined } from "@ant-design/icons";
import { App, Badge, Button, Drawer } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { VoicemailView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLive } from "#client/live";
import { MessageList } from "#client/voicemail";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";
import { MailboxSetting } from "./mailbox-setting.tsx";

export function MessagesButton() {
  const t = useDeskText();
  const [isOpen, setOpen] = useState(false);
  // A call comes first; the messages are there again when it is over.
  const isOnPhone = usePhone().state.call !== undefined;
  const count = useLive().state?.desk?.newMessages ?? 0;
  return (
    <>
      <Badge count={count} size="small">
        <Button
          type="text"
          icon={<MessageOutlined />}
          onClick={() => setOpen(true)}
          aria-label={`${t("messages")} · ${t("messages.count", { count })}`}
          data-testid="messages-button"
          data-state={String(count)}
        >
          {t("messages")}
        </Button>
      </Badge>
      <Drawer
        title={t("messages")}
        open={isOpen && !isOnPhone}
        onClose={() => setOpen(false)}
        size={460}
        destroyOnHidden
      >
        <MailboxSetting />
        <MessageList Actions={ReturnButton} />
      </Drawer>
    </>
  );
}

/** The agent's own phone rings, and then the caller's: nothing is dialled by hand. */
function ReturnButton({ message: { id, ani } }: { readonly message: VoicemailView }) {
  const t = useDeskText();
  const ask = useAsk();
  const { message } = App.useApp();
  const agent = useLive().state?.desk?.agent;
  const call = async () => {
    const params = { voicemailId: id };
    if (await ask(callEndpoint(endpoints.returnVoicemail, { params }))) message.info(t("messages.returning"));
  };
  if (ani === "") return null;
  return (
    <Button
      size="small"
      disabled={agent?.workState !== "idle" || !agent.reachable}
      onClick={() => void call()}
      data-testid="message-return"
    >
      {t("messages.return")}
    </Button>
  );
}

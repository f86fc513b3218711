// The buttons of the call: one primary action for each state, the rest beside it.
import {
  AppstoreOutlined,
  AudioMutedOutlined,
  AudioOutlined,
  InboxOutlined,
  PauseOutlined,
  PhoneFilled,
  PlayCircleOutlined,
  SwapOutlined,
} from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import type { ReactNode } from "react";
import { lostCallOf, usePhone } from "#agent-desk/phone";
import type { PhoneCall } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";
import type { ContactView } from "./contact-view.ts";
import { RecordingControl } from "./recording-control.tsx";
import type { ShortcutAction } from "./shortcut.ts";

type Act = (action: ShortcutAction) => void;
type Open = { readonly keypad: boolean; readonly transfer: boolean };
type CallControlsProps = { readonly view: ContactView; readonly open: Open; readonly onAction: Act };

export function CallControls({ view, open, onAction }: CallControlsProps) {
  const t = useDeskText();
  // The row stays when the call is over, so that the form below does not move under the hand.
  if (view.state === "wrap-up") return <p className="desk-controls t-soft">{t("wrap-up.over")}</p>;
  if (view.state === "offered") return <AnswerControls call={view.call} onAction={onAction} />;
  if (!view.call) return <ElsewhereControls contact={view.contact} />;
  if (view.call.stage === "calling")
    return <p className="desk-controls t-soft">{t("contact.taking-back")}</p>;
  return (
    <TalkControls
      call={view.call}
      open={open}
      onAction={onAction}
      canPark={view.contact !== undefined}
      recording={<RecordingControl contact={view.contact} />}
    />
  );
}

/** The sound is on another phone of this agent, or was when the page was loaded: it can be fetched here. */
function ElsewhereControls({ contact }: { readonly contact: ContactView["contact"] }) {
  const t = useDeskText();
  const { state, phone } = usePhone();
  const lost = contact && lostCallOf(contact);
  return (
    <div className="desk-controls">
      <span className="t-soft">{t("contact.elsewhere")}</span>
      {lost ? (
        <Button
          disabled={state.line !== "registered"}
          onClick={() => phone.take({ kind: "take-back", lost, asked: true })}
          data-testid="take-back"
        >
          {t("contact.take-back")}
        </Button>
      ) : null}
    </div>
  );
}

function AnswerControls({
  call,
  onAction,
}: {
  readonly call: PhoneCall | undefined;
  readonly onAction: Act;
}) {
  const t = useDeskText();
  const ringing = call?.stage === "ringing";
  const waiting = call ? t("contact.answering") : t("contact.on-its-way");
  return (
    <div className="desk-controls">
      <Button
        type="primary"
        size="large"
        className="desk-answer"
        icon={<PhoneFilled />}
        disabled={!ringing}
        onClick={() => onAction({ kind: "answer" })}
        data-testid="answer"
      >
        {ringing ? t("contact.answer") : waiting}
        <kbd>Enter</kbd>
      </Button>
    </div>
  );
}

const holdIcons = { off: <PauseOutlined />, on: <PlayCircleOutlined /> } as const;
const holdWords = {
  off: "contact.hold",
  holding: "contact.holding",
  on: "contact.resume",
  resuming: "contact.resuming",
} as const;

type TalkControlsProps = {
  readonly call: PhoneCall;
  readonly open: Open;
  readonly onAction: Act;
  /** A call that a queue or a colleague sent, or that was made for a queue. */
  readonly canPark: boolean;
  readonly recording: ReactNode;
};

function TalkControls({ call, open, onAction, canPark, recording }: TalkControlsProps) {
  const t = useDeskText();
  const { state: phone } = usePhone();
  const settling = call.hold === "holding" || call.hold === "resuming";
  return (
    <div className="desk-controls">
      <Control
        testId="mute"
        keyName="M"
        label={call.muted ? t("unmute") : t("mute")}
        pressed={call.muted}
        icon={call.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
        onClick={() => onAction({ kind: "toggle-mute" })}
      />
      <Control
        testId="hold"
        keyName="H"
        label={t(holdWords[call.hold])}
        pressed={call.hold !== "off"}
        disabled={settling || phone.line !== "registered"}
        icon={call.hold === "on" ? holdIcons.on : holdIcons.off}
        onClick={() => onAction({ kind: "toggle-hold" })}
      />
      <Control
        testId="keypad-toggle"
        keyName="K"
        label={t("contact.keypad")}
        pressed={open.keypad}
        icon={<AppstoreOutlined />}
        onClick={() => onAction({ kind: "toggle-keypad" })}
      />
      <Control
        testId="transfer-toggle"
        keyName="T"
        label={t("transfer")}
        pressed={open.transfer}
        disabled={phone.line !== "registered" || phone.consultation !== undefined}
        icon={<SwapOutlined />}
        onClick={() => onAction({ kind: "toggle-transfer" })}
      />
      {canPark ? (
        <Control
          testId="park"
          keyName="P"
          label={t("park")}
          pressed={false}
          disabled={phone.consultation !== undefined}
          icon={<InboxOutlined />}
          onClick={() => onAction({ kind: "park" })}
        />
      ) : null}
      {recording}
      <Button
        type="primary"
        danger
        size="large"
        className="desk-hang-up"
        icon={<PhoneFilled rotate={135} />}
        onClick={() => onAction({ kind: "hang-up" })}
        data-testid="hang-up"
      >
        {t("hang-up")}
        <kbd>Esc</kbd>
      </Button>
    </div>
  );
}

type ControlProps = {
  readonly testId: string;
  readonly keyName: string;
  readonly label: string;
  readonly pressed: boolean;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly onClick: () => void;
};

function Control({ testId, keyName, label, pressed, icon, disabled = false, onClick }: ControlProps) {
  const t = useDeskText();
  return (
    <Tooltip title={t("shortcut.hint", { keys: keyName })} mouseEnterDelay={0.6}>
      <Button
        size="large"
        className={pressed ? `desk-control-${testId}` : ""}
        icon={icon}
        disabled={disabled}
        aria-pressed={pressed}
        onClick={onClick}
        data-testid={testId}
      >
        {label}
        <kbd>{keyName}</kbd>
      </Button>
    </Tooltip>
  );
}

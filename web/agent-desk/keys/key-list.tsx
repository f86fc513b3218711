// Every key of the desk, in a list that `?` opens.
import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Modal } from "antd";
import { useEffect, useState } from "react";
import { useDeskText } from "#agent-desk/texts";

const keys = [
  ["Enter", "contact.answer"],
  ["A", "contact.answer"],
  ["Esc", "hang-up"],
  ["M", "mute"],
  ["H", "contact.hold"],
  ["K", "contact.keypad"],
  ["0–9 * #", "keys.digits"],
  ["T", "transfer"],
  ["P", "park"],
  ["S", "presence.choose"],
  ["?", "keys.title"],
] as const;

/** Text being typed keeps its question marks. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

export function KeyList() {
  const t = useDeskText();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      if (key === "?" && !ctrlKey && !metaKey && !altKey && !isTyping(target)) setOpen((shown) => !shown);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <Button
        type="text"
        className="desk-wide-only"
        icon={<QuestionCircleOutlined />}
        aria-label={t("keys.title")}
        title={t("keys.title")}
        onClick={() => setOpen(true)}
        data-testid="key-list-open"
      />
      <Modal open={open} title={t("keys.title")} footer={null} onCancel={() => setOpen(false)} width={420}>
        <dl className="desk-keys" data-testid="key-list">
          {keys.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(meaning)}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}

// The callbacks I have promised, and the form for one more.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, DatePicker, Form, Input, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { Reminder } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useLocale } from "#client/text";
import { formatDateTime } from "#client/time";
import { useContactView } from "#agent-desk/contact";
import { useDeskText } from "#agent-desk/texts";
import { useReadReminders, useReminders } from "./use-reminders.ts";

export function Reminders() {
  const t = useDeskText();
  const { data = [] } = useReminders();
  const [adding, setAdding] = useState(false);
  return (
    <section className="desk-reminders" aria-label={t("reminders")}>
      <h2>
        {t("reminders")}{" "}
        <Button
          type="text"
          size="small"
          icon={<PlusOutlined />}
          aria-label={t("reminders.add")}
          title={t("reminders.add")}
          onClick={() => setAdding(true)}
          data-testid="reminder-add"
        />
      </h2>
      {data.length === 0 ? <p className="t-soft">{t("reminders.none")}</p> : null}
      <ul className="desk-calls">
        {data.map((reminder) => (
          <ReminderRow key={reminder.id} reminder={reminder} />
        ))}
      </ul>
      {adding ? <AddReminder onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function ReminderRow({ reminder: { id, at, number, note } }: { readonly reminder: Reminder }) {
  const t = useDeskText();
  const locale = useLocale();
  // As the form takes it: by the clock that the agent sees.
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const ask = useAsk();
  const read = useReadReminders();
  const done = async () => {
    await ask(callEndpoint(endpoints.finishReminder, { params: { reminderId: id } }));
    read();
  };
  return (
    <li data-testid={`reminder-${number}`}>
      <div className="desk-call-line">
        <b className="t-figures">{number}</b>
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t("reminders.done")}
          title={t("reminders.done")}
          onClick={() => void done()}
        />
      </div>
      <span className="t-figures t-soft">{formatDateTime(at, { locale, timeZone })}</span>
      {note ? <p className="desk-call-note">{note}</p> : null}
    </li>
  );
}

type Values = { readonly at: Dayjs; readonly number: string; readonly note?: string };

function AddReminder({ onClose }: { readonly onClose: () => void }) {
  const t = useDeskText();
  const ask = useAsk();
  const read = useReadReminders();
  const [form] = Form.useForm<Values>();
  const number = useContactView()?.number ?? "";
  const needed = [{ required: true, message: t("reminders.needed") }];
  const save = async ({ at, number: wanted, note }: Values) => {
    const body = { at: at.toISOString(), number: wanted, note: note ?? "" };
    if (!(await ask(callEndpoint(endpoints.createReminder, { body })))) return;
    read();
    onClose();
  };
  return (
    <Modal
      open
      title={t("reminders.add")}
      okText={t("reminders.save")}
      cancelText={t("reminders.cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
      width={420}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ number }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item name="number" label={t("reminders.number")} rules={needed}>
          <Input maxLength={32} inputMode="tel" data-testid="reminder-number" />
        </Form.Item>
        <Form.Item name="at" label={t("reminders.at")} rules={needed}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="note" label={t("reminders.note")}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} data-testid="reminder-note" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

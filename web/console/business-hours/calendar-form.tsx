// The form of one calendar: a week, and days that are otherwise.
import { UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Form, Input, Modal, Upload } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { CalendarInput, CalendarView } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { refusalText, useConsoleText } from "#console/texts";
import china2026 from "./china-2026.json" with { type: "json" };
import { readHolidays, withHolidays } from "./holidays.ts";
import type { HolidayFile } from "./holidays.ts";
import { parseSpans, spansText } from "./spans-text.ts";
import { weekdays } from "./weekdays.ts";

type FormProps = {
  readonly calendar: CalendarView | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
};

type Values = {
  readonly name: string;
  readonly week: readonly string[];
  readonly exceptions?: readonly {
    readonly name?: string;
    readonly from: string;
    readonly until: string;
    readonly spans?: string;
  }[];
};

const officeHours = "09:00-18:00";

export function CalendarForm({ calendar, onClose, onSaved }: FormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string>();
  const save = async (values: Values) => {
    const body = bodyOf(values);
    const result = await (calendar
      ? callEndpoint(endpoints.updateCalendar, { params: { calendarId: calendar.id }, body })
      : callEndpoint(endpoints.createCalendar, { body }));
    if (result.ok) onSaved();
    else setProblem(refusalText(result.problem, t));
  };
  return (
    <Modal
      open
      width={680}
      title={calendar?.name ?? t("hours.add")}
      okText={t("save")}
      cancelText={t("cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {problem === undefined ? null : (
        <Alert type="error" showIcon title={problem} data-testid="hours-problem" />
      )}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={valuesOf(calendar)}
        onFinish={(values: Values) => void save(values)}
      >
        <Form.Item
          name="name"
          label={t("setup.name")}
          rules={[{ required: true, whitespace: true, message: t("trunk-field.needed") }]}
        >
          <Input id="hours-name" maxLength={60} />
        </Form.Item>
        <p className="t-soft">{t("hours.spans.help")}</p>
        <div className="console-form-row">
          {weekdays.map((day, index) => (
            <Form.Item
              key={day}
              name={["week", index]}
              label={t(`weekday.${day}`)}
              rules={[spansRule(t("hours.spans.wrong"))]}
            >
              <Input placeholder={t("hours.closed")} data-testid={`hours-${day}`} />
            </Form.Item>
          ))}
        </div>
        <Exceptions />
      </Form>
    </Modal>
  );
}

function Exceptions() {
  const t = useConsoleText();
  const needed = [{ required: true, message: t("trunk-field.needed") }];
  return (
    <Form.Item label={t("hours.exceptions")} extra={t("hours.exceptions.help")}>
      <Form.List name="exceptions">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="queue-overflow-row">
                <Form.Item name={[name, "name"]} noStyle>
                  <Input style={{ width: 120 }} placeholder={t("hours.exceptions.name")} />
                </Form.Item>
                <Form.Item name={[name, "from"]} noStyle rules={needed}>
                  <Input type="date" style={{ width: 142 }} aria-label={t("hours.exceptions.from")} />
                </Form.Item>
                –
                <Form.Item name={[name, "until"]} noStyle rules={needed}>
                  <Input type="date" style={{ width: 142 }} aria-label={t("hours.exceptions.until")} />
                </Form.Item>
                <Form.Item name={[name, "spans"]} noStyle rules={[spansRule(t("hours.spans.wrong"))]}>
                  <Input style={{ width: 120 }} placeholder={t("hours.closed")} />
                </Form.Item>
                <Button size="small" onClick={() => remove(name)}>
                  {t("routing.remove")}
                </Button>
              </div>
            ))}
            <Button data-testid="exception-add" onClick={() => add({})}>
              {t("hours.exceptions.add")}
            </Button>
          </>
        )}
      </Form.List>
      <Holidays />
    </Form.Item>
  );
}

/** Adds the days of a file; make-up days are open as on this calendar's Monday. */
function Holidays() {
  const t = useConsoleText();
  const form = Form.useFormInstance<Values>();
  const { message } = App.useApp();
  const add = (file: HolidayFile | undefined) => {
    if (!file) {
      message.error(t("hours.holidays.wrong"));
      return;
    }
    const { week = [], exceptions = [] } = form.getFieldsValue(true) as Partial<Values>;
    form.setFieldValue("exceptions", withHolidays(exceptions, file, week[0] ?? ""));
    message.success(t("hours.holidays.added", { name: file.name }));
  };
  return (
    <div className="hours-holidays">
      <Button data-testid="holidays-china" onClick={() => add(china2026)}>
        {t("hours.holidays.add", { name: china2026.name })}
      </Button>
      <Upload
        accept=".json,application/json"
        showUploadList={false}
        beforeUpload={(file) => {
          void file.text().then((text) => add(readHolidays(text)));
          return false;
        }}
      >
        <Button icon={<UploadOutlined />}>{t("hours.holidays.file")}</Button>
      </Upload>
    </div>
  );
}

function spansRule(message: string) {
  const validator = (_: unknown, text: string | undefined) =>
    parseSpans(text ?? "") ? Promise.resolve() : Promise.reject(new Error(message));
  return { validator };
}

function valuesOf(calendar: CalendarView | undefined): Values {
  if (!calendar)
    return { name: "", week: weekdays.map((_, day) => (day < 5 ? officeHours : "")), exceptions: [] };
  return {
    name: calendar.name,
    week: calendar.week.map(spansText),
    exceptions: calendar.exceptions.map((days) => ({ ...days, spans: spansText(days.spans) })),
  };
}

function bodyOf({ name, week, exceptions }: Values): CalendarInput {
  const spans = (text: string | undefined) => parseSpans(text ?? "") ?? [];
  return {
    name,
    week: week.map(spans),
    exceptions: (exceptions ?? []).map((days) => ({
      ...days,
      name: days.name ?? "",
      spans: spans(days.spans),
    })),
  };
}

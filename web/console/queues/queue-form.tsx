// The form of what a queue settles about its callers, in four groups.
import { Form, InputNumber, Select, Tabs } from "antd";
import { endpoints } from "@tandem/contract";
import type { CalendarView, RoutingView, Setup } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";
import { CallbackFields } from "./callback-fields.tsx";
import { OverflowRows } from "./overflow-fields.tsx";
import { rowOf, ruleOf } from "./overflow-rows.ts";
import type { OverflowRow } from "./overflow-rows.ts";
import { Rings } from "./ring-fields.tsx";
import { RoutingModal, SkillRows } from "./routing-forms.tsx";
import type { FormProps } from "./routing-forms.tsx";

export type RoutingQueue = RoutingView["queues"][number];

type Values = Omit<RoutingQueue, "id" | "overflow"> & { readonly overflow?: readonly OverflowRow[] };

type QueueFormProps = FormProps & {
  readonly queue: RoutingQueue;
  readonly setup: Setup;
  readonly calendars: readonly CalendarView[];
};

const strategies = ["longest-idle", "least-calls", "most-skilled", "round-robin"] as const;
const announcements = ["thanks", "position", "wait", "position-and-wait"] as const;

export function QueueForm({ queue, setup, calendars, ...props }: QueueFormProps) {
  const t = useConsoleText();
  const [form] = Form.useForm<Values>();
  const { id, ...known } = queue;
  const save = (values: Values) =>
    callEndpoint(endpoints.setQueueRouting, {
      params: { queueId: id },
      body: {
        ...values,
        calendarId: values.calendarId ?? null,
        callback: { ...values.callback, key: values.callback?.key ?? null },
        skills: values.skills ?? [],
        rings: (values.rings ?? []).map((ring) => ({ ...ring, minimums: ring.minimums ?? [] })),
        overflow: (values.overflow ?? []).map(ruleOf),
      },
    });
  const tabs = [
    {
      key: "choice",
      label: t("queue.group.choice"),
      children: <Choice {...{ setup, queue }} skills={props.skills} />,
    },
    { key: "order", label: t("queue.group.order"), children: <Order /> },
    {
      key: "overflow",
      label: t("queue.group.overflow"),
      children: <Overflow {...{ setup, calendars }} queueId={id} />,
    },
    { key: "announcements", label: t("queue.group.announcements"), children: <Announcements /> },
    { key: "callback", label: t("queue.group.callback"), children: <CallbackFields /> },
  ];
  return (
    <RoutingModal {...props} width={860} onSubmit={() => form.submit()}>
      {(send) => (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ ...known, overflow: known.overflow.map(rowOf) }}
          onFinish={(values) => send(save(values))}
        >
          <Tabs items={tabs.map((tab) => ({ ...tab, forceRender: true }))} />
        </Form>
      )}
    </RoutingModal>
  );
}

type FigureProps = {
  readonly name: keyof Values;
  readonly label: string;
  readonly help?: string;
  readonly min: number;
  readonly max: number;
};

function Figure({ name, label, help, min, max }: FigureProps) {
  return (
    <Form.Item name={name} label={label} extra={help} rules={[{ required: true }]}>
      <InputNumber min={min} max={max} precision={0} />
    </Form.Item>
  );
}

type ChoiceProps = {
  readonly setup: Setup;
  readonly queue: RoutingQueue;
  readonly skills: RoutingView["skills"];
};

function Choice({ setup, queue, skills }: ChoiceProps) {
  const t = useConsoleText();
  const members = setup.queues.find(({ id }) => id === queue.id)?.agentIds ?? [];
  const agents = setup.agents.filter(({ id }) => members.includes(id) || queue.excludedAgentIds.includes(id));
  const options = agents.map((agent) => ({
    value: agent.id,
    label: `${agent.displayName} · ${agent.extension}`,
  }));
  return (
    <>
      <div className="console-form-row">
        <Form.Item name="strategy" label={t("setup.queue.strategy")}>
          <Select options={strategies.map((value) => ({ value, label: t(`strategy.${value}`) }))} />
        </Form.Item>
        <Figure
          name="ringAtOnce"
          label={t("queue.ring-at-once")}
          help={t("queue.ring-at-once.help")}
          min={1}
          max={20}
        />
      </div>
      <SkillRows skills={skills} level="minimum" title={t("setup.queue.skills")} />
      <Rings skills={skills} />
      <Form.Item name="excludedAgentIds" label={t("queue.excluded")} extra={t("queue.excluded.help")}>
        <Select mode="multiple" options={options} optionFilterProp="label" />
      </Form.Item>
    </>
  );
}

function Order() {
  const t = useConsoleText();
  return (
    <div className="console-form-row">
      <Figure
        name="priority"
        label={t("setup.queue.priority")}
        help={t("queue.priority.help")}
        min={0}
        max={100}
      />
      <Figure
        name="priorityStepSeconds"
        label={t("queue.priority-step")}
        help={t("queue.priority-step.help")}
        min={1}
        max={3600}
      />
      <Figure
        name="serviceLevelSeconds"
        label={t("routing.answer-within-seconds")}
        help={t("queue.answer-within.help")}
        min={0}
        max={3600}
      />
      <Figure name="goalPercent" label={t("queue.goal")} min={0} max={100} />
      <Figure
        name="lastAgentSeconds"
        label={t("queue.last-agent")}
        help={t("queue.last-agent.help")}
        min={0}
        max={3600}
      />
      <Figure name="lastAgentHours" label={t("queue.last-agent-hours")} min={1} max={720} />
    </div>
  );
}

type OverflowProps = Pick<QueueFormProps, "setup" | "calendars"> & { readonly queueId: string };

function Overflow({ setup, calendars, queueId }: OverflowProps) {
  const t = useConsoleText();
  const options = calendars.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Form.Item name="calendarId" label={t("hours.title")} extra={t("queue.hours.help")}>
        <Select allowClear options={options} placeholder={t("queue.hours.always")} />
      </Form.Item>
      <OverflowRows queues={setup.queues.filter(({ id }) => id !== queueId)} flows={setup.flows} />
    </>
  );
}

function Announcements() {
  const t = useConsoleText();
  return (
    <>
      <Form.Item name="announces" label={t("queue.announces")} extra={t("queue.announces.help")}>
        <Select options={announcements.map((value) => ({ value, label: t(`announces.${value}`) }))} />
      </Form.Item>
      <Figure
        name="announcementSeconds"
        label={t("queue.announcement-seconds")}
        help={t("queue.announcement-seconds.help")}
        min={0}
        max={600}
      />
    </>
  );
}

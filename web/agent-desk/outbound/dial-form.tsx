// Calls somebody: a number typed, pressed or chosen, the number to show, and the queue that it is for.
import { PhoneOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import { Keypad } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import type { ApiProblem } from "#client/api";
import { failureText } from "#client/frame";
import { useLive } from "#client/live";
import { useMe } from "#client/sign-in";
import { useDeskText } from "#agent-desk/texts";
import type { DeskKey } from "#agent-desk/texts";
import type { Translate } from "#client/text";
import { mayBeNumber, readNumber, recentNumbers } from "./dialled.ts";

/** As many as fit beside the keys. */
const shownRecent = 6;
/** A select needs a value: these stand for what is no number and no queue. */
const trunkNumber = "trunk";
const noQueue = "none";
const reasons = ["not-callable", "not-shown", "not-served"] as const;

export function DialForm() {
  const t = useDeskText();
  const reachable = useLive().state?.desk?.agent.reachable ?? false;
  const [number, setNumber] = useState("");
  const [shown, setShown] = useState<string>(trunkNumber);
  const [queueId, setQueueId] = useState<string>(noQueue);
  const [problem, setProblem] = useState<string>();
  const [placing, setPlacing] = useState(false);
  const canCall = mayBeNumber(number) && reachable && !placing;
  const call = async () => {
    if (!canCall) return;
    setPlacing(true);
    const body = {
      number: readNumber(number),
      shownNumber: shown === trunkNumber ? null : shown,
      queueId: queueId === noQueue ? null : queueId,
    };
    const answer = await callEndpoint(endpoints.placeCall, { body });
    setPlacing(false);
    setProblem(answer.ok ? undefined : refusal(answer.problem, t));
  };
  return (
    <form
      className="desk-dial"
      aria-label={t("dial")}
      data-testid="dial"
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
    >
      <div className="desk-dial-fields">
        <Input
          size="large"
          className="t-figures"
          inputMode="tel"
          autoComplete="off"
          maxLength={60}
          allowClear
          placeholder={t("dial.number")}
          aria-label={t("dial.number")}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
          data-testid="dial-number"
        />
        <Choices {...{ shown, setShown, queueId, setQueueId }} />
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          icon={<PhoneOutlined />}
          disabled={!canCall}
          data-testid="dial-call"
        >
          {t("dial.call")}
        </Button>
        <div className="desk-field-error" role="alert" data-testid="dial-problem">
          {problem ?? (reachable ? null : t("dial.no-phone"))}
        </div>
        <Recent onChoose={setNumber} />
      </div>
      <Keypad label={t("keypad")} onKey={(key) => setNumber((before) => before + key)} />
    </form>
  );
}

type ChoicesProps = {
  readonly shown: string;
  readonly setShown: (number: string) => void;
  readonly queueId: string;
  readonly setQueueId: (id: string) => void;
};

function Choices({ shown, setShown, queueId, setQueueId }: ChoicesProps) {
  const t = useDeskText();
  const { data } = useQuery({
    queryKey: ["outbound-choices"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getOutboundChoices, {})),
  });
  const numbers = (data?.numbers ?? []).map((value) => ({ value, label: value }));
  const queues = (data?.queues ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <label className="desk-dial-choice">
        <span className="t-soft">{t("dial.shown")}</span>
        <Select
          value={shown}
          onChange={setShown}
          options={[{ value: trunkNumber, label: t("dial.shown.trunk") }, ...numbers]}
          data-testid="dial-shown"
        />
      </label>
      <label className="desk-dial-choice">
        <span className="t-soft">{t("dial.queue")}</span>
        <Select
          value={queueId}
          onChange={setQueueId}
          options={[{ value: noQueue, label: t("dial.queue.none") }, ...queues]}
          data-testid="dial-queue"
        />
      </label>
    </>
  );
}

function Recent({ onChoose }: { readonly onChoose: (number: string) => void }) {
  const t = useDeskText();
  const { agent } = useMe();
  const query = { agentId: agent?.id, limit: 20 };
  const { data = [] } = useQuery({
    queryKey: ["calls", "list", query],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listCalls, { query })).calls,
  });
  const numbers = recentNumbers(data, shownRecent);
  if (numbers.length === 0) return null;
  return (
    <fieldset className="desk-dial-recent" aria-label={t("dial.recent")}>
      <span className="t-soft">{t("dial.recent")}</span>
      {numbers.map((number) => (
        <Button
          key={number}
          size="small"
          className="t-figures"
          onClick={() => onChoose(number)}
          data-testid={`recent-${number}`}
        >
          {number}
        </Button>
      ))}
    </fieldset>
  );
}

function refusal(problem: ApiProblem, t: Translate<DeskKey>): string {
  const reason = reasons.find((each) => each === problem.reason);
  if (reason) return t(`dial.refused.${reason}`);
  return problem.kind === "busy" ? t("dial.refused.busy") : failureText(problem, t);
}

// The second call: whom the agent asks while the caller waits.
import { Button } from "antd";
import { endpoints } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

export function ConsultationCard() {
  const t = useDeskText();
  const ask = useAsk();
  const { state, phone } = usePhone();
  const { consultation, call, handover, line } = state;
  if (!consultation) return null;
  const { party } = consultation;
  const talks = consultation.call.stage === "talking";
  const underWay = handover && handover.stage !== "done" && handover.stage !== "failed";
  const merge = async () => {
    const isMerged = await ask(callEndpoint(endpoints.mergeCalls, {}));
    // The two others speak already; this phone holds still.
    if (isMerged && call?.hold === "on") phone.take({ kind: "toggle-hold" });
  };
  const stage = talks ? "talking" : "calling";
  return (
    <section
      className="desk-consultation"
      aria-label={t("consultation")}
      data-testid="consultation"
      data-state={stage}
    >
      <p className="desk-consultation-party">
        <b>{party.name}</b>{" "}
        {party.name === party.number ? null : <span className="t-soft t-figures">{party.number}</span>}{" "}
        <StateBadge tone={talks ? "talking" : "offered"} state={stage}>
          {t(`consultation.${stage}`)}
        </StateBadge>
        <span className="t-soft">{t(call ? "consultation.waits" : "consultation.alone")}</span>
      </p>
      <div className="desk-consultation-acts">
        {call ? (
          <>
            <Button
              type="primary"
              size="large"
              disabled={!talks || underWay || line !== "registered"}
              onClick={() => phone.take({ kind: "complete-transfer" })}
              data-testid="complete-transfer"
            >
              {t("consultation.complete")}
            </Button>
            <Button
              size="large"
              disabled={!talks || underWay || line !== "registered" || call.hold === "holding"}
              onClick={() => void merge()}
              data-testid="merge-calls"
            >
              {t("consultation.merge")}
            </Button>
            <Button
              size="large"
              onClick={() => phone.take({ kind: "back-to-caller" })}
              data-testid="back-to-caller"
            >
              {t("consultation.back")}
            </Button>
          </>
        ) : (
          <Button danger size="large" onClick={() => phone.take({ kind: "end-consultation" })}>
            {t("consultation.hang-up")}
          </Button>
        )}
      </div>
    </section>
  );
}

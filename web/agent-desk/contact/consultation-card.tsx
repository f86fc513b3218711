// The second call: whom the agent asks while the caller waits.
import { Button } from "antd";
import { StateBadge } from "@tandem/ui";
import { usePhone } from "#agent-desk/phone";
import { useDeskText } from "#agent-desk/texts";

export function ConsultationCard() {
  const t = useDeskText();
  const { state, phone } = usePhone();
  const { consultation, call, handover, line } = state;
  if (!consultation) return null;
  const { party } = consultation;
  const talks = consultation.call.stage === "talking";
  const underWay = handover?.stage === "asking" || handover?.stage === "ringing";
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

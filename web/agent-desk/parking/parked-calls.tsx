// Everybody who is parked in this tenant: where, since when, and a press to pick them up.
import { Button } from "antd";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { LiveTimer, useLive } from "#client/live";
import { useDeskText } from "#agent-desk/texts";

export function ParkedCalls() {
  const t = useDeskText();
  const ask = useAsk();
  const { parked = [], desk } = useLive().state ?? {};
  if (parked.length === 0) return null;
  const isFree = desk?.agent.workState === "idle" && desk.agent.reachable;
  const pickUp = (place: string) => void ask(callEndpoint(endpoints.pickUpCall, { params: { place } }));
  return (
    <>
      <h2>{t("parked")}</h2>
      <ul className="desk-calls" data-testid="parked">
        {parked.map(({ callId, place, ani, since, byName }) => (
          <li key={callId} data-testid={`parked-${place}`}>
            <div className="desk-call-line">
              <b className="t-figures">
                {place} · {ani || t("number.withheld")}
              </b>
              <LiveTimer since={since} />
            </div>
            <div className="desk-call-line t-soft">
              <span className="desk-ellipsis">{t("parked.by", { name: byName })}</span>
              <Button
                size="small"
                type="primary"
                disabled={!isFree}
                onClick={() => pickUp(place)}
                data-testid={`pick-up-${place}`}
              >
                {t("parked.pick-up")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

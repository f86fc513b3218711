// Whether colleagues who do not reach me may leave a message.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Switch } from "antd";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { useAsk } from "#client/frame";
import { useDeskText } from "#agent-desk/texts";

/** Long enough to reach for the phone. */
const usualSeconds = 15;

export function MailboxSetting() {
  const t = useDeskText();
  const ask = useAsk();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["mailbox"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getMailbox, {})),
  });
  const set = async (isOn: boolean) => {
    const body = { unansweredAfterSeconds: isOn ? usualSeconds : null };
    await ask(callEndpoint(endpoints.setMailbox, { body }));
    await queries.invalidateQueries({ queryKey: ["mailbox"] });
  };
  if (!data) return null;
  const after = data.unansweredAfterSeconds;
  const label = t("messages.unanswered", { count: after ?? usualSeconds });
  return (
    <p className="desk-mailbox">
      <Switch
        size="small"
        checked={after !== null}
        onChange={(isOn) => void set(isOn)}
        aria-label={label}
        data-testid="mailbox-unanswered"
      />{" "}
      {label}
    </p>
  );
}

// Parks the caller, and says where.
import { App } from "antd";
import { endpoints } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { failureText } from "#client/frame";
import { useDeskText } from "#agent-desk/texts";

export function usePark(): () => Promise<void> {
  const t = useDeskText();
  const { message } = App.useApp();
  return async () => {
    const answer = await callEndpoint(endpoints.parkCall, {});
    if (answer.ok) {
      message.success(t("park.done", { place: answer.value.place }));
      return;
    }
    const { problem } = answer;
    const known = problem.kind === "three-way" || problem.kind === "no-place" ? problem.kind : undefined;
    message.error(known ? t(`park.${known}`) : failureText(problem, t));
  };
}

// Asks the server to do something and says so when it did not work.
import { App } from "antd";
import type { Answer } from "#client/api";
import { useText } from "#client/text";
import { failureText } from "./query-state.tsx";

/** Resolves with whether it worked; a failure is shown as a message. */
export function useAsk(): (request: Promise<Answer<unknown>>) => Promise<boolean> {
  const { message } = App.useApp();
  const t = useText();
  return async (request) => {
    const answer = await request;
    // A 401 brings the sign-in form, which says it all.
    if (!answer.ok && answer.problem.status !== 401) message.error(failureText(answer.problem, t));
    return answer.ok;
  };
}

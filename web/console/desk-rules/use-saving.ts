// Saves a dialog: closes it when that worked, and says why when not.
import { useState } from "react";
import type { Answer } from "#client/api";
import { failureText } from "#client/frame";
import { useText } from "#client/text";

export function useSaving({
  onClose,
  onSaved,
}: {
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const t = useText();
  const [problem, setProblem] = useState<string>();
  const save = async (request: Promise<Answer<unknown>>) => {
    const answer = await request;
    if (!answer.ok) return setProblem(failureText(answer.problem, t));
    onSaved();
    onClose();
  };
  return { problem, save };
}

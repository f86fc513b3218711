// Who calls in a call that is tried, which number, and what the flow knows already.
import { Collapse, Input } from "antd";
import { useState } from "react";
import { triedNumbers } from "@tandem/flows";
import type { TriedCall } from "@tandem/flows";
import { PairsControl } from "#console/pairs";
import { useConsoleText } from "#console/texts";
import { triedValues } from "./tried-return.tsx";

const ends = ["from", "to"] as const;

export function TriedCaller({ onCall }: { readonly onCall: (call: TriedCall) => void }) {
  const t = useConsoleText();
  const [call, setCall] = useState<TriedCall>({});
  const set = (change: TriedCall) => {
    // What is left out is as it is anyway.
    const next = Object.fromEntries(
      Object.entries({ ...call, ...change }).filter(([, value]) => Object.keys(value ?? "").length > 0),
    ) as TriedCall;
    setCall(next);
    onCall(next);
  };
  const fields = (
    <div className="flow-try-response">
      {ends.map((end) => (
        <Input
          key={end}
          size="small"
          addonBefore={t(`try.call.${end}`)}
          placeholder={triedNumbers[end]}
          maxLength={40}
          value={call[end] ?? ""}
          data-testid={`try-${end}`}
          onChange={(event) => set({ [end]: event.target.value })}
        />
      ))}
      <span className="t-soft">{t("try.call.variables")}</span>
      <PairsControl
        value={{}}
        testId="try-variables"
        secrets={undefined}
        onChange={(values) => set({ variables: triedValues(values) })}
      />
    </div>
  );
  return (
    <Collapse
      ghost
      size="small"
      className="flow-try-call"
      items={[{ key: "call", label: t("try.call"), children: fields }]}
    />
  );
}

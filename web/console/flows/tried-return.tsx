// What another flow comes back with in a call that is tried, or what stands in a row of a table.
import { Button } from "antd";
import { useState } from "react";
import { PairsControl } from "#console/pairs";
import type { TriedValues } from "@tandem/flows";

type TriedReturnProps = { readonly label: string; readonly onReturned: (values: TriedValues) => void };

export function TriedReturn({ label, onReturned }: TriedReturnProps) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  return (
    <div className="flow-try-response">
      <PairsControl value={values} testId="try-values" secrets={undefined} onChange={setValues} />
      <Button size="small" data-testid="try-returned" onClick={() => onReturned(triedValues(values))}>
        {label}
      </Button>
    </div>
  );
}

/** What is written as JSON writes it is that; all else is a text. */
export function triedValues(values: Readonly<Record<string, string>>): TriedValues {
  const each = Object.entries(values).map(([name, text]) => [name, valueOf(text)] as const);
  return Object.fromEntries(each);
}

function valueOf(text: string): TriedValues[string] {
  if (text === "null" || text === "true" || text === "false") return JSON.parse(text) as boolean | null;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

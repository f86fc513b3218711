// One field of the trunk form with its label, and choices in words.
import { Form } from "antd";
import type { ReactNode } from "react";
import { useConsoleText } from "#console/texts";
import type { ConsoleKey } from "#console/texts";
import type { TrunkFormValues } from "./trunk-form-values.ts";

type FieldProps = {
  readonly name: keyof TrunkFormValues;
  /** Key of its label, when it is not that of its name; null: none. */
  readonly label?: ConsoleKey | null;
  readonly children: ReactNode;
  readonly extra?: string;
  readonly valuePropName?: string;
  readonly rules?: { required: boolean; message: string }[];
};

/** One field with the label of its name. */
export function Field({ name, label, children, ...rest }: FieldProps) {
  const t = useConsoleText();
  return (
    <Form.Item<TrunkFormValues>
      name={name}
      label={label === null ? null : t(label ?? (`trunk-field.${name}` as ConsoleKey))}
      {...rest}
    >
      {children}
    </Form.Item>
  );
}

/** A choice of words that the texts know. */
export function choices(t: (key: ConsoleKey) => string, keys: readonly string[], prefix: string) {
  return keys.map((value) => ({ value, label: t(`${prefix}.${value}` as ConsoleKey) }));
}

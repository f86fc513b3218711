// What most trunks need not change, in groups.
import { Checkbox, Input, InputNumber, Select } from "antd";
import type { TrunkView } from "@tandem/contract";
import { useConsoleText } from "#console/texts";
import { choices, Field } from "./trunk-field.tsx";

type MoreProps = { readonly isRegistering: boolean; readonly trunk: TrunkView | undefined };

const formats = ["e164", "e164-without-plus", "national", "as-dialled"];
const rules = ["from-agent", "fixed", "pass-through", "anonymous"];
const encryptions = ["none", "sdes-srtp-optional", "sdes-srtp-required"];
const dtmfForms = ["auto", "rfc4733", "in-band", "info"];
const codecs = [
  { value: "PCMA", label: "G.711 A-law" },
  { value: "PCMU", label: "G.711 µ-law" },
  { value: "G722", label: "G.722" },
  { value: "opus", label: "Opus" },
  { value: "L16", label: "L16" },
];
const wide = { width: "100%" } as const;

export function MoreFields({ isRegistering, trunk }: MoreProps) {
  return (
    <>
      <CallingFields />
      <NumberFields />
      <LimitFields />
      <SecurityFields isRegistering={isRegistering} trunk={trunk} />
    </>
  );
}

function CallingFields() {
  const t = useConsoleText();
  return (
    <fieldset className="console-form-group">
      <legend>{t("trunk-group.calling")}</legend>
      <div className="console-form-row">
        <Field name="callerRule" label="trunk-field.caller-rule">
          <Select options={choices(t, rules, "trunk-rule")} />
        </Field>
        <Field name="outboundProxy" label="trunk-field.proxy">
          <Input placeholder="sip:proxy.example" />
        </Field>
      </div>
      <div className="console-form-row">
        <Field name="priority" extra={t("trunk-field.priority.help")}>
          <InputNumber min={0} max={65_535} style={wide} />
        </Field>
        <Field name="weight">
          <InputNumber min={0} max={65_535} style={wide} />
        </Field>
      </div>
      <Field name="prefixes" extra={t("trunk-field.prefixes.help")}>
        <Input.TextArea autoSize={{ minRows: 1 }} />
      </Field>
      <Field name="redirectHosts" label="trunk-field.redirects" extra={t("trunk-field.redirects.help")}>
        <Input.TextArea autoSize={{ minRows: 1 }} />
      </Field>
      <Tick name="tryNextWhenBusy" label="trunk-field.next-busy" />
      <Tick name="tryNextWhenUnavailable" label="trunk-field.next-unavailable" />
    </fieldset>
  );
}

function NumberFields() {
  const t = useConsoleText();
  return (
    <fieldset className="console-form-group">
      <legend>{t("trunk-group.numbers")}</legend>
      <div className="console-form-row">
        <Field name="numbersIn" label="trunk-field.numbers-in">
          <Select options={choices(t, formats, "number-format")} />
        </Field>
        <Field name="numbersOut" label="trunk-field.numbers-out">
          <Select options={choices(t, formats, "number-format")} />
        </Field>
      </div>
      <Field name="country" extra={t("trunk-field.country.help")}>
        <Input maxLength={2} style={{ width: 90 }} />
      </Field>
      <Field name="emergencyNumbers" label="trunk-field.emergency" extra={t("trunk-field.emergency.help")}>
        <Input.TextArea autoSize={{ minRows: 1 }} />
      </Field>
    </fieldset>
  );
}

function LimitFields() {
  const t = useConsoleText();
  return (
    <fieldset className="console-form-group">
      <legend>{t("trunk-group.limits")}</legend>
      <div className="console-form-row">
        <Field name="callsPerSecond" label="trunk-field.calls-per-second">
          <InputNumber min={0.1} placeholder={t("trunk-field.no-limit")} style={wide} />
        </Field>
        <Field
          name="optionsIntervalSeconds"
          label="trunk-field.options"
          extra={t("trunk-field.options.help")}
        >
          <InputNumber min={0} max={3600} style={wide} />
        </Field>
      </div>
    </fieldset>
  );
}

function SecurityFields({ isRegistering, trunk }: MoreProps) {
  const t = useConsoleText();
  const kept = (has: boolean | undefined) => (has ? t("trunk-field.password.kept") : "");
  return (
    <fieldset className="console-form-group">
      <legend>{t("trunk-group.security")}</legend>
      {isRegistering ? (
        <Field name="expiresSeconds" label="trunk-field.expires">
          <InputNumber min={60} max={86_400} style={wide} />
        </Field>
      ) : (
        <div className="console-form-row">
          <Field name="username">
            <Input autoComplete="off" />
          </Field>
          <Field name="password">
            <Input.Password autoComplete="new-password" placeholder={kept(trunk?.hasPassword)} />
          </Field>
        </div>
      )}
      <div className="console-form-row">
        <Field
          name="inboundUsername"
          label="trunk-field.inbound-username"
          extra={t("trunk-field.inbound.help")}
        >
          <Input autoComplete="off" />
        </Field>
        <Field name="inboundPassword" label="trunk-field.inbound-password">
          <Input.Password autoComplete="new-password" placeholder={kept(trunk?.hasInboundPassword)} />
        </Field>
      </div>
      <div className="console-form-row">
        <Field name="mediaEncryption" label="trunk-field.encryption">
          <Select options={choices(t, encryptions, "encryption")} />
        </Field>
        <Field name="codecs">
          <Select mode="multiple" options={codecs} />
        </Field>
        <Field name="dtmf" extra={t("trunk-field.dtmf.help")}>
          <Select options={choices(t, dtmfForms, "dtmf")} />
        </Field>
      </div>
      <Tick name="trustAssertedIdentity" label="trunk-field.trust" />
      <Tick name="sendAssertedIdentity" label="trunk-field.send-asserted" />
    </fieldset>
  );
}

type TickProps = {
  readonly name:
    | "tryNextWhenBusy"
    | "tryNextWhenUnavailable"
    | "trustAssertedIdentity"
    | "sendAssertedIdentity";
  readonly label:
    | "trunk-field.next-busy"
    | "trunk-field.next-unavailable"
    | "trunk-field.trust"
    | "trunk-field.send-asserted";
};

/** Its words stand beside the box, not above. */
function Tick({ name, label }: TickProps) {
  const t = useConsoleText();
  return (
    <Field name={name} label={null} valuePropName="checked">
      <Checkbox>{t(label)}</Checkbox>
    </Field>
  );
}

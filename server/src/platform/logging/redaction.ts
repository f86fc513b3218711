// Takes secrets out of a log line. It works on the written line, so that no way into the log (bound
// field, argument, error property, SIP header in any case) goes around it.

const secretName = /passw|secret|token|authori[sz]ation|cookie|ha1|credential|private_?key|api_?key/i;
const secretKeyInLine = new RegExp(`"[^"]*(?:${secretName.source})[^"]*":`, "i");
/** The user part of a URL, and a query or fragment value with a secret's name. */
const secretInText = /(:\/\/)[^\s/"@]+@|([?&#](?:password|secret|token|key|sign-in)=)[^\s&"\\]+/gi;

const redacted = "[redacted]";

/** The line without the values of secret fields and without secrets inside URLs. */
export function withoutSecrets(line: string): string {
  const kept = line.replace(secretInText, (_, scheme?: string, parameter?: string) =>
    scheme === undefined ? `${parameter}${redacted}` : `${scheme}${redacted}@`,
  );
  if (!secretKeyInLine.test(kept)) return kept;
  const replace = (key: string, value: unknown) =>
    secretName.test(key) && value !== null ? redacted : value;
  return `${JSON.stringify(JSON.parse(kept), replace)}\n`;
}

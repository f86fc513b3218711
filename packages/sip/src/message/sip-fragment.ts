// message/sipfrag (RFC 3420) as REFER uses it: the status line of the referred call (RFC 3515 §2.4.5).
import type { MessageBody } from "./message.ts";
import { reasonPhrase } from "./reason-phrases.ts";

export const fragmentType = "message/sipfrag";

type StatusFragment = { readonly status: number; readonly reason: string };

export function statusFragment(status: number, reason: string | undefined): MessageBody {
  const phrase = (reason ?? reasonPhrase(status)).replace(/[\r\n]+/g, " ");
  return { contentType: `${fragmentType};version=2.0`, text: `SIP/2.0 ${status} ${phrase}\r\n` };
}

/** Undefined when the text does not begin with a status line. */
export function parseStatusFragment(text: string): StatusFragment | undefined {
  const [, status, reason] = /^\s*SIP\/2\.0 ([1-6]\d\d)(?: ([^\r\n]*))?(?:\r?\n|$)/.exec(text) ?? [];
  return status === undefined ? undefined : { status: Number(status), reason: reason ?? "" };
}

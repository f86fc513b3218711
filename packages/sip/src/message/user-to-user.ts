// The User-to-User header (RFC 7433): data of the caller's application, carried unread.
import { splitOutsideQuotes, unquote } from "./lexical.ts";
import type { SipMessage } from "./message.ts";
import { parseParameters } from "./parameters.ts";

export type UserToUser = {
  /** As written; hexadecimal digits when `encoding` is "hex". */
  readonly data: string;
  /** "hex" when left out. */
  readonly encoding: string;
  readonly purpose: string | undefined;
  readonly content: string | undefined;
};

/** Every readable User-to-User value of a message, in order. To send some, put them into `headers`. */
export function userToUserOf(message: SipMessage): UserToUser[] {
  const values: UserToUser[] = [];
  for (const value of message.list("user-to-user")) {
    const data = splitOutsideQuotes(value, ";")[0] as string;
    const params = parseParameters(value.trimStart().slice(data.length));
    if (data === "" || params === undefined) continue;
    values.push({
      data: data.startsWith('"') ? unquote(data) : data,
      encoding: params.get("encoding") ?? "hex",
      purpose: params.get("purpose"),
      content: params.get("content"),
    });
  }
  return values;
}

// Door of message/: reading, checking and writing SIP messages. Pure.
export { checkRequest, checkResponse } from "./check-message.ts";
export { isToken, parseBoundedInteger, quoted, splitOutsideQuotes, unquote } from "./lexical.ts";
export { headerField, SipRequest, SipResponse } from "./message.ts";
export type { HeaderField, HeaderList, MessageBody, SipMessage } from "./message.ts";
export { parseNameAddress, writeNameAddress } from "./name-address.ts";
export type { NameAddress } from "./name-address.ts";
export { parseMessage } from "./parse-message.ts";
export type { Unframeable } from "./parse-message.ts";
export { emptyFramer, frame } from "./stream-framer.ts";
export type { FramedItem, FramerState } from "./stream-framer.ts";
export { encodeUser, parseUri, sameUri, writeHost } from "./uri.ts";
export type { SipUri } from "./uri.ts";
export { parseVia, uniqueBranch, writeVia } from "./via.ts";
export { buildRequest, buildResponse, serializeMessage, stampTopVia } from "./write-message.ts";
export type { ResponseOptions } from "./write-message.ts";

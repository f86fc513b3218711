// Which transaction a message belongs to (RFC 3261 §17.1.3, §17.2.3) and which requests are merged (§8.2.2.2).
import { splitOutsideQuotes, uniqueBranch } from "../message/index.ts";
import type { SipRequest, SipResponse } from "../message/index.ts";

/** Key of the client transaction a response answers; ACK never has one. */
export function clientKey(branch: string, method: string): string {
  return `${branch.toLowerCase()} ${method}`;
}

/** Key for a response; undefined when its Via has no branch of ours. */
export function clientKeyOf(response: SipResponse): string | undefined {
  const branch = uniqueBranch(response.topVia);
  return branch === undefined ? undefined : clientKey(branch, response.cseq.method);
}

/**
 * Key of the server transaction of a request. An ACK has its INVITE's key; for a CANCEL,
 * `method` is given as "INVITE" to find what it cancels.
 */
export function serverKeyOf(request: SipRequest, method: string = request.method): string {
  const asMethod = method === "ACK" ? "INVITE" : method;
  const via = request.topVia;
  const branch = uniqueBranch(via);
  if (branch !== undefined) return `${branch.toLowerCase()} ${via.host}:${via.port ?? ""} ${asMethod}`;
  // RFC 2543 peers: the To tag is left out, since an ACK carries one and its INVITE does not.
  const { fromTag = "", callId, cseq, uri } = request;
  const topVia = splitOutsideQuotes(request.header("via") ?? "", ",")[0];
  return `2543 ${uri} ${fromTag} ${callId} ${cseq.sequence} ${topVia} ${asMethod}`;
}

/** Same for two copies of one request that came over different paths: same origin, another branch. */
export function mergeKeyOf(request: SipRequest): string {
  return `${request.fromTag ?? ""} ${request.callId} ${request.cseq.sequence} ${request.method}`;
}

// Where SIP over WebSocket is, as seen from this page.

/** `wss` on a secure page, `ws` on another; `origin` such as `https://host:8443`, `path` such as `/sip`. */
export function webSocketUrl(origin: string, path: string): string {
  const url = new URL(path, origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

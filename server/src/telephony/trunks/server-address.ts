// A trunk server's URI as the address to send to. Pure.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { parseUri } from "@tandem/sip";
import type { SipTransport } from "@tandem/sip";

export type ServerAddress = {
  /** Host name or IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly transport: Extract<SipTransport, "udp" | "tcp" | "tls">;
  /** `host` or `host:port`, as it stands in a Request-URI. */
  readonly hostPort: string;
};

/** Reads `sip:host`, `sip:host:5080;transport=tcp`, `sips:host`; the scheme may be left out. */
export function serverAddress(text: string): Result<ServerAddress, { kind: "bad-uri"; message: string }> {
  const uri = parseUri(/^sips?:/i.test(text) ? text : `sip:${text}`);
  if (!uri || uri.host === "") {
    return err({
      kind: "bad-uri",
      message: `"${text}" is no SIP address; write sip:HOST, or sip:HOST:PORT;transport=tcp`,
    });
  }
  const transport = uri.scheme === "sips" ? "tls" : (uri.params.get("transport")?.toLowerCase() ?? "udp");
  if (transport !== "udp" && transport !== "tcp" && transport !== "tls") {
    return err({
      kind: "bad-uri",
      message: `"${text}" names the transport ${transport}; use udp, tcp or tls`,
    });
  }
  const host = uri.host;
  const written = host.includes(":") ? `[${host}]` : host;
  const port = uri.port ?? (transport === "tls" ? 5061 : 5060);
  return ok({ host, port, transport, hostPort: uri.port === undefined ? written : `${written}:${uri.port}` });
}

/** The address of a URI that was checked when it was stored. */
export function knownServerAddress(text: string): ServerAddress {
  const address = serverAddress(text);
  if (!address.ok) throw new Error(address.error.message);
  return address.value;
}

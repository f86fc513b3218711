// The configuration of one headless linphone 5.1: its account, its ports, sound over loopback.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeSpeech } from "./speech-file.ts";

export type LinphoneOptions = {
  /** User part of its address; default "peer". */
  readonly user?: string;
  /** Registers here (`host:port`) and waits until it has; without it, a plain user agent on its own port. */
  readonly registrar?: string;
  /** Digest password; needed with `registrar`. */
  readonly password?: string;
  /** Default udp. */
  readonly transport?: "udp" | "tcp" | "tls";
  /** Over TLS: file of certificates (PEM) one of which must have signed the server's; without it, any will do. */
  readonly authorityFile?: string;
  /** WAV file (8 kHz mono) it speaks, again and again; default silence. */
  readonly speaks?: string;
  /** SRTP by SDES (RFC 4568), mandatory when set. */
  readonly mediaEncryption?: "srtp-mand";
};

export type LinphonePorts = { readonly sip: number; readonly rtpFirst: number };

/** RTP and RTCP of four calls. */
export const rtpPortCount = 8;
/** Of G.711, which is what it records at. */
export const sampleRateHz = 8000;

export type LinphoneFiles = { readonly config: string; readonly speech: string };

/** Writes the files into `directory`, which is its home as well. */
export function writeLinphoneConfig(
  directory: string,
  options: LinphoneOptions,
  ports: LinphonePorts,
): LinphoneFiles {
  // Its databases: it ends when this folder is missing.
  mkdirSync(path.join(directory, ".local/share/linphone"), { recursive: true });
  const files = { config: path.join(directory, "linphonerc"), speech: path.join(directory, "speech.wav") };
  writeSpeech(files.speech, sampleRateHz, options.speaks);
  writeFileSync(files.config, configText(options, ports), { mode: 0o600 });
  return files;
}

/** The address others call it at. */
export function linphoneUri(options: LinphoneOptions, ports: LinphonePorts): string {
  return `sip:${options.user ?? "peer"}@${options.registrar ?? `127.0.0.1:${ports.sip}`}`;
}

function configText(options: LinphoneOptions, ports: LinphonePorts): string {
  const { transport = "udp", mediaEncryption, authorityFile } = options;
  const listens = (protocol: string): number => (protocol === transport ? ports.sip : 0);
  return [
    "[sip]",
    `sip_port=${listens("udp")}`,
    `sip_tcp_port=${listens("tcp")}`,
    `sip_tls_port=${listens("tls")}`,
    // Without the second line the first one counts for nothing, and it offers sound over IPv6.
    "use_ipv6=0",
    "ipv6_migration_done=1",
    "guess_hostname=0",
    `contact=<sip:${options.user ?? "peer"}@127.0.0.1>`,
    `verify_server_certs=${authorityFile === undefined ? 0 : 1}`,
    // The certificates of tests name hosts, not 127.0.0.1.
    "verify_server_cn=0",
    ...(authorityFile === undefined ? [] : [`root_ca=${authorityFile}`]),
    `media_encryption=${mediaEncryption ? "srtp" : "none"}`,
    `media_encryption_mandatory=${mediaEncryption ? 1 : 0}`,
    `default_proxy=${options.registrar ? 0 : -1}`,
    "[rtp]",
    "bind_address=127.0.0.1",
    `audio_rtp_port=${ports.rtpFirst}-${ports.rtpFirst + rtpPortCount - 1}`,
    ...(options.registrar ? accountLines(options, options.registrar, transport) : []),
    "",
  ].join("\n");
}

function accountLines(options: LinphoneOptions, registrar: string, transport: string): string[] {
  const user = options.user ?? "peer";
  return [
    "[auth_info_0]",
    `username=${user}`,
    `passwd=${options.password ?? ""}`,
    "[proxy_0]",
    `reg_proxy=<sip:${registrar};transport=${transport}>`,
    `reg_route=<sip:${registrar};transport=${transport};lr>`,
    `reg_identity=sip:${user}@${registrar}`,
    "reg_expires=60",
    "reg_sendregister=1",
    "publish=0",
  ];
}

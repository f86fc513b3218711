// The configuration directory of one headless baresip 1.0.0: sound from a file, what it hears into files.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeSpeech } from "./speech-file.ts";

export type BaresipOptions = {
  /** User part of its address; default "peer". */
  readonly user?: string;
  /** Registers here (`host:port`) and waits until it has; without it, a plain user agent on its own port. */
  readonly registrar?: string;
  /** Digest password; needed with `registrar`. */
  readonly password?: string;
  readonly transport?: "udp" | "tcp" | "tls";
  /** Its SIP port, the next one being its TLS port; default free ones. */
  readonly sipPort?: number;
  /** Over TLS: file of certificates (PEM) one of which must have signed the server's; without it, any will do. */
  readonly authorityFile?: string;
  /** WAV file (8 kHz mono) it speaks, again and again; default silence. */
  readonly speaks?: string;
  /** Default manual: it rings until `accept`. */
  readonly answers?: "manual" | "auto";
  /** Offered codecs in order, as baresip names them; default PCMA, PCMU. */
  readonly codecs?: readonly string[];
  /** SRTP by SDES (RFC 4568), mandatory when set. */
  readonly mediaEncryption?: "srtp-mand";
  /** Whose presence it watches, and its own mailbox: a SIP URI. Told in its output. */
  readonly watches?: string;
  /** Seconds between registrations; default 60. */
  readonly registerSeconds?: number;
};

export type BaresipPorts = { readonly sip: number; readonly control: number; readonly rtpFirst: number };

/** RTP and RTCP of four calls. */
export const rtpPortCount = 8;
const sampleRateHz = 8000;
const modulePath = "/usr/lib/baresip/modules";

/** Writes the directory; returns the folder in which the files of heard sound appear. */
export function writeBaresipConfig(directory: string, options: BaresipOptions, ports: BaresipPorts): string {
  const heardDir = path.join(directory, "heard");
  mkdirSync(heardDir, { recursive: true });
  const speaks = path.join(directory, "speaks.wav");
  writeSpeech(speaks, sampleRateHz, options.speaks);
  writeFileSync(path.join(directory, "config"), configText(options, ports, speaks, heardDir));
  // Without an account: one that registers may be called before the control connection is open.
  writeFileSync(path.join(directory, "accounts"), "");
  const contact = options.watches === undefined ? "" : `"Watched" <${options.watches}>;presence=p2p\n`;
  writeFileSync(path.join(directory, "contacts"), contact);
  return heardDir;
}

/** The address others call it at. */
export function baresipUri(options: BaresipOptions, ports: BaresipPorts): string {
  return `sip:${options.user ?? "peer"}@${options.registrar ?? `127.0.0.1:${ports.sip}`}`;
}

/** The account, as baresip takes it in its file and by its command `uanew`. */
export function accountLine(options: BaresipOptions, ports: BaresipPorts): string {
  const parameters = [
    `audio_codecs=${(options.codecs ?? ["PCMA/8000/1", "PCMU/8000/1"]).join(",")}`,
    `answermode=${options.answers ?? "manual"}`,
    `regint=${options.registrar ? (options.registerSeconds ?? 60) : 0}`,
  ];
  if (options.password)
    parameters.push(`auth_user=${options.user ?? "peer"}`, `auth_pass=${options.password}`);
  if (options.mediaEncryption) parameters.push(`mediaenc=${options.mediaEncryption}`);
  const transport = options.transport ? `;transport=${options.transport}` : "";
  return `<${baresipUri(options, ports)}${transport}>;${parameters.join(";")}`;
}

function configText(
  { authorityFile, watches, codecs = [] }: BaresipOptions,
  ports: BaresipPorts,
  speaks: string,
  heardDir: string,
): string {
  const wideband = ["g722", "opus", "l16"].filter((name) =>
    codecs.some((codec) => codec.toLowerCase().startsWith(`${name}/`)),
  );
  const modules = ["g711", ...wideband, "aufile", "aubridge", "sndfile", "srtp"].map(
    (name) => `module ${name}.so`,
  );
  const applications = ["menu", "ctrl_tcp", "debug_cmd"].map((name) => `module_app ${name}.so`);
  return [
    `module_path ${modulePath}`,
    ...modules,
    "module_tmp uuid.so",
    "module_tmp account.so",
    ...applications,
    ...(watches === undefined ? [] : ["contact", "presence", "mwi"].map((name) => `module_app ${name}.so`)),
    `sip_listen 127.0.0.1:${ports.sip}`,
    `sip_verify_server ${authorityFile === undefined ? "no" : "yes"}`,
    ...(authorityFile === undefined ? [] : [`sip_cafile ${authorityFile}`]),
    `ctrl_tcp_listen 127.0.0.1:${ports.control}`,
    "net_interface 127.0.0.1",
    "call_max_calls 4",
    "call_local_timeout 120",
    `audio_source aufile,${speaks}`,
    // aubridge is a pair of pipes: a player nobody reads from is a quiet room.
    "audio_player aubridge,nullA",
    "audio_alert aubridge,alertA",
    `ausrc_srate ${sampleRateHz}`,
    `auplay_srate ${sampleRateHz}`,
    "ausrc_channels 1",
    "auplay_channels 1",
    "audio_buffer 20-160",
    `rtp_ports ${ports.rtpFirst}-${ports.rtpFirst + rtpPortCount}`,
    "rtcp_mux no",
    "rtp_stats yes",
    `snd_path ${heardDir}`,
    "",
  ].join("\n");
}

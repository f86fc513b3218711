// What is looked at while calls come and go: memory, descriptors and sockets of each process, and what control counts.
import {
  childrenOf,
  commandOf,
  openDescriptors,
  proportionalBytes,
  udpSockets,
} from "../../tests/support/process-figures.ts";
import type { Tandem } from "../../tests/support/tandem.ts";

export type Figures = Readonly<Record<string, number>>;
type Pids = { readonly control: number; readonly media: number };

/** Those that have to stay flat while as many calls come as go. */
export async function takeSample(tandem: Tandem, { control, media }: Pids): Promise<Figures> {
  const text = await (await fetch(`${tandem.httpUrl}/metrics`)).text();
  return {
    controlBytes: proportionalBytes(control),
    mediaBytes: proportionalBytes(media),
    databaseBytes: databaseBytes(control),
    controlDescriptors: openDescriptors(control),
    mediaDescriptors: openDescriptors(media),
    mediaSockets: udpSockets(media),
    calls: metric(text, "tandem_calls"),
    mediaLegs: metric(text, "tandem_media_legs"),
    dialogs: metric(text, "tandem_sip_dialogs"),
    transactions: metric(text, "tandem_sip_transactions"),
    journalDepth: metric(text, "tandem_journal_depth"),
    timers: metric(text, 'nodejs_active_resources{type="Timeout"}'),
  };
}

/** Of PostgreSQL with all its processes; they come and go. */
function databaseBytes(control: number): number {
  const servers = childrenOf(control).filter((pid) => commandOf(pid).includes("postgres"));
  return servers.flatMap((pid) => [pid, ...childrenOf(pid)]).reduce((sum, pid) => sum + bytesOf(pid), 0);
}

function bytesOf(pid: number): number {
  try {
    return proportionalBytes(pid);
  } catch {
    return 0;
  }
}

function metric(text: string, name: string): number {
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

// What keeping the SIP messages of every call costs: on the way of a message, in the batch behind it, and in
// the database. `node bench/signalling-trace.ts [calls]`; the last line is JSON. Figures: docs/adr/0012-signalling-trace.md.
import { newId } from "@tandem/kernel";
import type { CallId, LegId, TenantId } from "@tandem/kernel";
import type { TraceEntry } from "@tandem/sip";
import { openTestDatabase } from "../server/src/platform/database/testing/index.ts";
import { SignallingTrace } from "../server/src/telephony/signalling-trace/index.ts";
import { sampleMessage, sampleSdp } from "../server/src/telephony/signalling-trace/testing/messages.ts";
import { VirtualClock } from "../server/src/telephony/signalling-trace/testing/virtual-clock.ts";

/** First lines of a queue call's messages: two legs, one challenge. */
const lines = [
  "INVITE sip:4000@192.0.2.1 SIP/2.0",
  "SIP/2.0 100 Trying",
  "SIP/2.0 401 Unauthorized",
  "ACK sip:4000@192.0.2.1 SIP/2.0",
  "INVITE sip:4000@192.0.2.1 SIP/2.0",
  "SIP/2.0 180 Ringing",
  "SIP/2.0 200 OK",
  "ACK sip:4000@192.0.2.1 SIP/2.0",
  "BYE sip:4000@192.0.2.1 SIP/2.0",
  "SIP/2.0 200 OK",
];
const authorization =
  'Authorization: Digest username="1001", realm="tandem", nonce="AaICtZN_eTNKB-5h5HsAQfLJCFV3jtPW1NDeMA", ' +
  'uri="sip:4000@192.0.2.1", response="d41d8cd98f00b204e9800998ecf8427e", cnonce="c", qop=auth, nc=00000001';
/** Calls that are worked off at once, as on a busy node. */
const callsAtOnce = 50;

const calls = Number(process.argv[2] ?? 5000);
const store = await openTestDatabase();
const tenantId = newId<TenantId>();
await store.database.withPlatform((trx) =>
  trx.insertInto("tenants").values({ id: tenantId, name: "bench" }).execute(),
);
const clock = new VirtualClock();
const trace = new SignallingTrace({
  clock,
  database: store.database,
  log: store.log,
  keepDays: 7,
  totalMebibytes: 1024,
  own: { address: "192.0.2.1", port: 5060 },
  tenantIds: () => [tenantId],
});

const spent = { onMessage: 0, sort: 0, write: 0 };
let messages = 0;
let bytes = 0;

function entriesOf(sipCallId: string): TraceEntry[] {
  return lines.map((line, index) => {
    const body = /^INVITE|200/.test(line) && index < 8 ? sampleSdp : "";
    const headers =
      index === 4 ? [authorization] : ["Supported: timer, 100rel, replaces", "User-Agent: phone 1.0"];
    const wire = Buffer.from(sampleMessage(line, { callId: sipCallId, headers, body }));
    messages++;
    bytes += wire.length;
    const source = { transport: "udp", address: "192.0.2.10", port: 5070 } as const;
    return {
      direction: index % 2 ? "out" : "in",
      at: clock.now(),
      source,
      message: () => wire.toString("utf8"),
    };
  });
}

async function spend(on: keyof typeof spent, work: () => void | Promise<void>): Promise<void> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  spent[on] += user + system;
}

async function round(): Promise<void> {
  const callIds = Array.from({ length: callsAtOnce }, () => newId<CallId>(clock.now()));
  const entries = callIds.flatMap((callId, index) =>
    (["caller", "dialed"] as const).flatMap((kind) => {
      const sipCallId = `${callId}-${kind}@192.0.2.10`;
      const party = String(index);
      trace.onLegCallId({
        tenantId,
        callId,
        legId: newId<LegId>(),
        kind,
        agentId: undefined,
        party,
        sipCallId,
      });
      return entriesOf(sipCallId);
    }),
  );
  // Fewer than are sorted at once, so that the two are told apart.
  for (let from = 0; from < entries.length; from += 400) {
    await spend("onMessage", () =>
      entries.slice(from, from + 400).forEach((entry) => trace.onMessage(entry)),
    );
    await spend("sort", () => clock.advance(300));
  }
  for (const callId of callIds) trace.onCallEnded(callId);
  await spend("write", async () => {
    clock.advance(7000);
    await trace.written();
  });
}

for (let done = 0; done < 500; done += callsAtOnce) await round();
Object.assign(spent, { onMessage: 0, sort: 0, write: 0 });
[messages, bytes] = [0, 0];
for (let done = 0; done < calls; done += callsAtOnce) await round();
const kept = await store.database.withTenant(tenantId, (trx) =>
  trx
    .selectFrom("signalling_traces")
    .select(({ fn }) => [fn.avg<string>("byte_count").as("bytes"), fn.countAll<string>().as("rows")])
    .executeTakeFirstOrThrow(),
);
await trace.close();
await store.close();

const perMessage = (us: number) => Number((us / messages).toFixed(2));
const perCall = (us: number) => Number((us / calls).toFixed(1));
console.log(
  JSON.stringify({
    calls,
    messagesPerCall: messages / calls,
    bytesPerCall: Math.round(bytes / calls),
    onMessageUs: perMessage(spent.onMessage),
    sortUs: perMessage(spent.sort),
    packAndWriteUsPerCall: perCall(spent.write),
    controlUsPerCall: perCall(spent.onMessage + spent.sort + spent.write),
    keptBytesPerCall: Math.round(Number(kept.bytes)),
  }),
);

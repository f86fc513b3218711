// Desk phones of two makes, linphone and baresip, over UDP, TCP and TLS with SRTP: who calls whom is heard on both
// sides; and linphone's own hold, blind transfer and attended transfer of a caller.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startBaresip } from "../peers/baresip.ts";
import { startLinphone } from "../peers/linphone.ts";
import { ApiClient } from "../support/api-client.ts";
import { assertAddsUp } from "../support/call-checks.ts";
import { addAgent, setQueues } from "../support/configuration.ts";
import { choosePresence, dialQueue, newestCall, startDeskAgent } from "../support/floor-people.ts";
import { assertHearsMusic, assertTalk } from "../support/hearing.ts";
import { untilNothingLeft } from "../support/nothing-left.ts";
import { startTandem } from "../support/tandem.ts";
import type { Tandem } from "../support/tandem.ts";
import { agentHz, callerHz, ToneFiles } from "../support/tone-files.ts";

/** What the colleague says. */
const colleagueHz = 900;

/** Each pair talks over a transport of its own, all pairs at once. */
const pairs = [
  { transport: "udp", linphone: "1001", baresip: "1002" },
  { transport: "tcp", linphone: "1003", baresip: "1004" },
  { transport: "tls", linphone: "1005", baresip: "1006" },
] as const;

/** The account of an extension, as a phone registers with it. */
function accountOf(tandem: Tandem, extension: string, transport: "udp" | "tcp" | "tls") {
  const isTls = transport === "tls";
  return {
    user: extension,
    password: tandem.firstRun().users.find(({ name }) => name === extension)?.sipSecret ?? "",
    registrar: `127.0.0.1:${isTls ? tandem.ports.sips : tandem.ports.sip}`,
    transport,
    ...(isTls && {
      authorityFile: `${tandem.dataDir}/tls/self-signed.crt.pem`,
      mediaEncryption: "srtp-mand" as const,
    }),
  };
}

test("linphone as a desk phone", { timeout: 150_000 }, async (context) => {
  using tones = new ToneFiles();
  await using tandem = await startTandem({
    prepare: async (configuration) => {
      await setQueues(configuration, { wrap_up_seconds: 0 });
      for (const extension of ["1003", "1004", "1005", "1006"]) await addAgent(configuration, extension);
    },
  });

  await context.test(
    "it holds a caller, hands them over at once, and hands them over after asking",
    async () => {
      const admin = await ApiClient.signIn(tandem, "admin");
      const api = await ApiClient.signIn(tandem, "1001");
      await using phone = await startLinphone({
        ...accountOf(tandem, "1001", "tls"),
        speaks: tones.phone(agentHz),
      });
      await using colleague = await startDeskAgent(tandem, "1002", { speaks: tones.phone(colleagueHz) });
      await using caller = await startBaresip({ user: "13800138000", speaks: tones.phone(callerHz) });
      const voices = {
        caller: { name: "the caller", phone: caller, hz: callerHz },
        linphone: { name: "linphone", phone, hz: agentHz },
        colleague: { name: "the colleague", phone: colleague.phone, hz: colleagueHz },
      };
      const answer = async (): Promise<number> => {
        await choosePresence({ api }, "available");
        await dialQueue(caller, tandem);
        const call = await phone.waitForEvent("incoming");
        phone.accept();
        await assertTalk(voices.caller, voices.linphone);
        await choosePresence({ api }, "away");
        return call;
      };

      const first = await answer();
      phone.hold();
      assert.equal(await phone.waitForEvent("held"), first);
      await assertHearsMusic(caller, agentHz);
      phone.resume(first);
      await phone.waitForEvent("talking");
      await assertTalk(voices.caller, voices.linphone);
      phone.transfer(colleague.phone.uri);
      await colleague.phone.waitForEvent("CALL_INCOMING");
      await assertHearsMusic(caller, agentHz);
      await colleague.phone.accept();
      await phone.waitForEvent("closed");
      await assertTalk(voices.caller, voices.colleague);
      await caller.hangUp();
      await colleague.phone.waitForEvent("CALL_CLOSED");
      await untilNothingLeft(tandem);
      const blind = await newestCall(admin, 1);
      assertAddsUp(blind);
      assert.ok(blind.holdMs > 900, `held for ${blind.holdMs} ms`);

      const second = await answer();
      phone.hold();
      await phone.waitForEvent("held");
      phone.dial(colleague.phone.uri);
      await colleague.phone.waitForEvent("CALL_INCOMING");
      await colleague.phone.accept();
      const asking = await phone.waitForEvent("talking");
      await assertTalk(voices.linphone, voices.colleague);
      phone.transferTo(second, asking);
      await assertTalk(voices.caller, voices.colleague);
      await phone.waitForEvent("closed");
      await phone.waitForEvent("closed");
      await caller.hangUp();
      await colleague.phone.waitForEvent("CALL_CLOSED");
      await untilNothingLeft(tandem);
      const records = await admin.callRecords(3);
      const details = await Promise.all(records.map(({ id }) => admin.callDetail(id)));
      for (const call of details) assertAddsUp(call);
      const modes = details.flatMap(({ timeline }) =>
        timeline.filter(({ type }) => type === "TransferCompleted").map(({ data }) => String(data["mode"])),
      );
      assert.deepEqual(
        modes.toSorted((a, b) => a.localeCompare(b)),
        ["attended", "blind"],
      );
    },
  );

  await context.test(
    "it and baresip call each other over UDP, TCP and TLS with SRTP, all at once",
    async () => {
      const talk = async ({ transport, ...extensions }: (typeof pairs)[number]) => {
        await using linphone = await startLinphone({
          ...accountOf(tandem, extensions.linphone, transport),
          speaks: tones.phone(agentHz),
        });
        await using baresip = await startBaresip({
          ...accountOf(tandem, extensions.baresip, transport),
          speaks: tones.phone(colleagueHz),
        });
        const voices = [
          { name: `linphone over ${transport}`, phone: linphone, hz: agentHz },
          { name: `baresip over ${transport}`, phone: baresip, hz: colleagueHz },
        ] as const;
        linphone.dial(baresip.uri);
        await baresip.waitForEvent("CALL_INCOMING");
        await baresip.accept();
        await linphone.waitForEvent("talking");
        await assertTalk(...voices);
        linphone.hangUp();
        await baresip.waitForEvent("CALL_CLOSED");
        await linphone.waitForEvent("closed");

        await baresip.dial(linphone.uri);
        await linphone.waitForEvent("incoming");
        linphone.accept();
        await linphone.waitForEvent("talking");
        await assertTalk(...voices);
        await baresip.hangUp();
        await linphone.waitForEvent("closed");
      };
      await Promise.all(pairs.map(talk));
      await untilNothingLeft(tandem);
    },
  );
});

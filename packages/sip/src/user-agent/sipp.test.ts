// A call from sipp's built-in UAC: another implementation's idea of SIP.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "@tandem/kernel";
import { must } from "../test-support/user-agents.ts";
import { SipUserAgent } from "./index.ts";
import type { DialogEnd } from "./index.ts";

const answer =
  "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";

for (const [mode, calls] of [
  ["u1", 20],
  ["t1", 5],
] as const) {
  test(`sipp makes ${calls} calls (-t ${mode}), each answered and ended by it`, async (t) => {
    const ends: DialogEnd[] = [];
    const agent = new SipUserAgent({
      clock: systemClock,
      userAgent: "Tandem/test",
      advertised: { address: "127.0.0.1" },
      onRegister: () => {},
      onInvite: async (invite) => {
        invite.ring();
        const { dialog } = must(await invite.accept(answer));
        dialog.onEnded = (cause) => ends.push(cause);
      },
    });
    const { port } = must(await agent.listen({ address: "127.0.0.1", port: 0 }));
    t.after(() => agent.close());
    const directory = await mkdtemp(join(tmpdir(), "sipp-"));
    t.after(() => rm(directory, { recursive: true }));
    const options = [
      "-sn",
      "uac",
      "-t",
      mode,
      "-m",
      String(calls),
      "-r",
      "20",
      "-d",
      "10",
      "-i",
      "127.0.0.1",
    ];
    const sipp = spawn(
      "sipp",
      [...options, "-timeout", "20", "-timeout_error", "-nostdin", `127.0.0.1:${port}`],
      {
        cwd: directory,
        stdio: "ignore",
      },
    );
    const [code] = (await once(sipp, "exit")) as [number];
    assert.equal(code, 0);
    assert.deepEqual(
      ends,
      Array.from({ length: calls }, () => ({ by: "remote", reason: undefined })),
    );
    assert.equal(agent.stats().dialogs, 0);
  });
}

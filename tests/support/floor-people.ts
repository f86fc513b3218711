// The people of a journey on plain SIP phones: agents at work, and callers on their way to the queue.
import { endpoints } from "@tandem/contract";
import type { CallDetail } from "@tandem/contract";
import { startBaresip } from "../peers/baresip.ts";
import type { Baresip, BaresipOptions } from "../peers/baresip.ts";
import { ApiClient } from "./api-client.ts";
import type { Tandem } from "./tandem.ts";

/** An agent with a desk phone and a sign-in. `await using` takes the phone away. */
export type DeskAgent = AsyncDisposable & { readonly api: ApiClient; readonly phone: Baresip };

/** Signs an agent in and registers a desk phone; the agent is not available yet. */
export async function startDeskAgent(
  tandem: Tandem,
  extension: string,
  options: Pick<BaresipOptions, "speaks" | "answers"> = {},
): Promise<DeskAgent> {
  const api = await ApiClient.signIn(tandem, extension);
  const phone = await startBaresip({
    ...options,
    user: extension,
    password: tandem.firstRun().users.find(({ name }) => name === extension)?.sipSecret ?? "",
    registrar: sipAddress(tandem),
  });
  return { api, phone, [Symbol.asyncDispose]: () => phone[Symbol.asyncDispose]() };
}

export function sipAddress(tandem: Tandem): string {
  return `127.0.0.1:${tandem.ports.sip}`;
}

export async function choosePresence(
  { api }: Pick<DeskAgent, "api">,
  presence: "available" | "away",
): Promise<void> {
  await api.call(endpoints.setPresence, { body: { presence } });
}

/** Calls the service number; resolves when it answered. */
export async function dialService(caller: Baresip, tandem: Tandem): Promise<void> {
  await caller.dial(`sip:4000@${sipAddress(tandem)}`);
  await caller.waitForEvent("CALL_ESTABLISHED");
}

/** Calls the service number and presses 1 over the welcome, which leads to the queue. */
export async function dialQueue(caller: Baresip, tandem: Tandem): Promise<void> {
  await dialService(caller, tandem);
  await caller.sendDigits("1");
}

/** The record of the newest call, once `count` calls have one. */
export async function newestCall(
  admin: ApiClient,
  count: number,
  wanted?: (call: CallDetail) => boolean,
): Promise<CallDetail> {
  const [newest] = await admin.callRecords(count);
  return admin.callDetail(newest?.id ?? "", wanted);
}

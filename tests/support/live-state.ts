// What somebody signed in sees now: the snapshot that the live feed begins with.
import { liveMessageSchema } from "@tandem/contract";
import type { LiveState } from "@tandem/contract";
import type { ApiClient } from "./api-client.ts";
import type { Tandem } from "./tandem.ts";

/** Connects as the client's person, reads the snapshot and leaves. */
export async function readLiveState(tandem: Tandem, client: ApiClient): Promise<LiveState> {
  const socket = new WebSocket(`${tandem.wsUrl}/api/v1/live`, {
    headers: { Cookie: client.cookie, Origin: tandem.httpUrl },
  });
  try {
    const text = await new Promise<string>((resolve, reject) => {
      socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true });
      socket.addEventListener("error", () => reject(new Error("the live feed cannot be read")), {
        once: true,
      });
    });
    const message = liveMessageSchema.parse(JSON.parse(text));
    if (message.type !== "snapshot") throw new Error(`the feed began with ${message.type}`);
    return message.state;
  } finally {
    socket.close();
  }
}

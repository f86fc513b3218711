// A process of its own: the desks of many agents, each a live feed, and when each was told of which caller. Told what to do by
// messages of its parent: `open` with a cookie for each desk, `tell` for what came in.
import process from "node:process";

export type ToClients =
  | { readonly kind: "open"; readonly url: string; readonly cookies: readonly string[] }
  | { readonly kind: "tell" };

export type FromClients =
  | { readonly kind: "opened" }
  | {
      readonly kind: "told";
      /** When the news of a caller's ringing came, epoch ms, by the caller's number. */
      readonly pops: readonly (readonly [ani: string, at: number])[];
      readonly messages: number;
      readonly bytes: number;
      readonly closed: number;
    };

const pops = new Map<string, number>();
let [messages, bytes, closed] = [0, 0, 0];

function tell(message: FromClients): void {
  process.send?.(message);
}

process.on("message", (message: ToClients) => {
  if (message.kind === "open") void open(message.url, message.cookies).then(() => tell({ kind: "opened" }));
  else tell({ kind: "told", pops: [...pops], messages, bytes, closed });
});

async function open(url: string, cookies: readonly string[]): Promise<void> {
  for (const cookie of cookies) {
    const socket = new WebSocket(url, { headers: { Cookie: cookie } });
    socket.addEventListener("message", ({ data }) => hear(String(data)));
    socket.addEventListener("close", () => closed++);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error("a desk cannot connect")), { once: true });
    });
  }
}

/** Only news of the own desk are looked into: a page has time for the rest, this process of all pages has not. */
function hear(text: string): void {
  const at = performance.timeOrigin + performance.now();
  messages++;
  bytes += text.length;
  if (!text.includes('"desk"')) return;
  const ani = /"contact":\{[^}]*?"ani":"([^"]+)"/.exec(text)?.[1];
  if (ani !== undefined && !pops.has(ani)) pops.set(ani, at);
}

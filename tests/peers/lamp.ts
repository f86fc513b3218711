// A desk phone's busy lamp: subscribes to an extension (RFC 6665, RFC 4235) and takes every NOTIFY.
import { until } from "../support/until.ts";
import { headerOf, openRawSip } from "./raw-sip.ts";
import type { RawSip } from "./raw-sip.ts";

export type LampOptions = {
  readonly sipPort: number;
  /** Whose lamp. */
  readonly extension: string;
  /** Event package; default "dialog". */
  readonly event?: string;
  /** Who watches. */
  readonly username: string;
  readonly password: string;
};

/** Subscribes; `status` says how that was answered. */
export async function startLamp(options: LampOptions): Promise<Lamp> {
  const { sipPort, extension, event = "dialog", username, password } = options;
  const raw = await openRawSip({ over: "udp", from: "127.0.0.1", toPort: sipPort });
  const status = await raw.requestAs("SUBSCRIBE", `sip:${extension}@127.0.0.1:${sipPort}`, {
    from: `${username}@127.0.0.1`,
    headers: [`Event: ${event}`, "Expires: 600"],
    username,
    password,
  });
  return new Lamp(raw, status);
}

export class Lamp implements Disposable {
  readonly status: number;
  readonly #raw: RawSip;
  readonly #answered = new Set<string>();

  constructor(raw: RawSip, status: number) {
    this.#raw = raw;
    this.status = status;
  }

  /** Answers NOTIFYs until one has a body that matches, and resolves with it. Each is taken once. */
  async shows(pattern: RegExp, timeoutMs = 15_000): Promise<string> {
    const seen: string[] = [];
    const next = (): string | undefined => {
      for (const message of this.#raw.received) {
        const id = headerOf(message, "CSeq");
        if (!message.startsWith("NOTIFY ") || this.#answered.has(id)) continue;
        this.#answered.add(id);
        this.#raw.accept(message);
        const body = message.slice(message.indexOf("\r\n\r\n") + 4);
        seen.push(body);
        if (pattern.test(body)) return body;
      }
      return undefined;
    };
    try {
      return await until(`the lamp shows ${pattern}`, next, timeoutMs);
    } catch (error) {
      throw new Error(`it showed:\n${seen.join("\n---\n")}`, { cause: error });
    }
  }

  [Symbol.dispose](): void {
    this.#raw[Symbol.dispose]();
  }
}

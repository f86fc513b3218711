// Engines that understand while a caller speaks, behind a WebSocket: the protocol of docs/operations/speech-recognition.md.
import { ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";
import { WebSocket } from "ws";
import type { RawData } from "ws";
import { z } from "zod";
import { failureOf, guardedLookup, mayBeAsked } from "#platform/web-requests";
import { failed, heardRateHz } from "./recognizer.ts";
import type { Recognizer, RecognizerError, Utterance } from "./recognizer.ts";

export type WebSocketRecognizerOptions = {
  readonly mayReach: (address: string) => boolean;
  readonly secretOf: (tenantId: TenantId, name: string) => string | undefined;
};

type Text = Result<string, RecognizerError>;

const connectMs = 3000;
/** From the end of speech to the last word. A caller listens to silence meanwhile. */
const answerMs = 8000;
/** A server that takes nothing for so long, 10 s of sound, is not listening. */
const mostBufferedBytes = 10 * heardRateHz * 2;
const mostMessageBytes = 64 * 1024;

const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("partial"), text: z.string() }),
  z.object({ type: z.literal("final"), text: z.string() }),
  z.object({ type: z.literal("done") }),
  z.object({ type: z.literal("error"), message: z.string().optional() }),
]);

export function webSocketRecognizer({ mayReach, secretOf }: WebSocketRecognizerOptions): Recognizer {
  return async ({ tenantId, language, expected, settings }) => {
    if (settings.kind !== "websocket") return failed("no server is set");
    const { url, secret } = settings;
    const authorization = secret === null ? undefined : secretOf(tenantId, secret);
    if (secret !== null && authorization === undefined) return failed(`the secret "${secret}" is missing`);
    if (!mayBeAsked(url, mayReach)) return failed("the engine's server: private address refused");
    const socket = new WebSocket(url, {
      headers: {
        "User-Agent": "Tandem",
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      lookup: guardedLookup(mayReach),
      handshakeTimeout: connectMs,
      maxPayload: mostMessageBytes,
      followRedirects: false,
      perMessageDeflate: false,
    });
    // Its first words may come with its greeting.
    const utterance = utteranceOn(socket);
    const opened = await openingOf(socket);
    if (!opened.ok) return opened;
    const format = { encoding: "s16le", rateHz: heardRateHz, channels: 1 };
    socket.send(JSON.stringify({ type: "start", version: 1, language, expected, ...format }));
    return ok(utterance);
  };
}

function openingOf(socket: WebSocket): Promise<Result<null, RecognizerError>> {
  return new Promise((resolve) => {
    socket.on("open", () => resolve(ok(null)));
    // Also of what comes later; it is followed by close.
    socket.on("error", (error) => resolve(failed(`the engine's server: ${failureOf(error).code}`)));
    socket.on("unexpected-response", (_, { statusCode }) => {
      socket.terminate();
      resolve(failed(`the engine's server: HTTP ${statusCode}`));
    });
  });
}

function utteranceOn(socket: WebSocket): Utterance {
  const words: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Text>();
  const settle = (text: Text) => {
    resolve(text);
    socket.close(1000);
  };
  socket.on("message", (data, isBinary) => {
    const message = isBinary ? undefined : read(data);
    if (message === undefined) return settle(failed("the engine's server: a message that cannot be read"));
    if (message.type === "final") words.push(message.text.trim());
    if (message.type === "done") settle(ok(joined(words)));
    if (message.type === "error") settle(failed(`the engine: ${message.message ?? "error"}`));
  });
  socket.on("close", () => resolve(failed("the engine's server: connection lost")));
  return {
    write(samples) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > mostBufferedBytes) return socket.terminate();
      socket.send(samples);
    },
    finish() {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "end" }));
      const timer = setTimeout(() => {
        resolve(failed("the engine's server: timeout"));
        socket.terminate();
      }, answerMs);
      return promise.finally(() => clearTimeout(timer));
    },
    cancel: () => socket.terminate(),
  };
}

function read(data: RawData): z.infer<typeof messageSchema> | undefined {
  try {
    return messageSchema.parse(JSON.parse((data as Buffer).toString("utf8")));
  } catch {
    return undefined;
  }
}

/** Words of letters have a space between them, Chinese characters none. */
function joined(words: readonly string[]): string {
  return words
    .filter((word) => word !== "")
    .reduce((said, word) => (/[\p{Script=Han}，。！？]$/u.test(said) ? said + word : `${said} ${word}`), "")
    .trim();
}

// A server that understands speech, as integrators may build one: the WebSocket protocol of docs/operations/speech-recognition.md,
// and OpenAI's form beside it. PocketSphinx does the understanding.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { writeFile } from "node:fs/promises";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { channel, formatWav, parseWav } from "./wav.ts";

type Start = { readonly type: "start"; readonly rateHz: number; readonly expected: readonly string[] };
type Message = Start | { readonly type: "end" };

/** What a client has asked: by which form, with which credential, how many milliseconds of sound. */
type Asked = {
  readonly form: "websocket" | "openai";
  readonly authorization: string;
  readonly soundMs: number;
};

const runFile = promisify(execFile);

export async function startRecognitionServer() {
  const folder = mkdtempSync(path.join(tmpdir(), "tandem-recognition-"));
  const asked: Asked[] = [];
  let texts = 0;

  /** The words of a sound at 16 kHz; of these only, where some are expected. */
  const understand = async (samples: Int16Array, expected: readonly string[]): Promise<string> => {
    const file = path.join(folder, `said-${texts++}`);
    await writeFile(`${file}.wav`, formatWav({ sampleRateHz: 16_000, channels: [samples] }, "pcm16"));
    const words = expected.map((each) => each.toLowerCase().replaceAll(/[^a-z' ]/g, ""));
    const grammar = `#JSGF V1.0;\ngrammar said;\npublic <said> = ${words.join(" | ")};\n`;
    await writeFile(`${file}.jsgf`, grammar);
    const grammarOptions = words.length > 0 ? ["-jsgf", `${file}.jsgf`] : [];
    const options = ["-infile", `${file}.wav`, "-logfn", "/dev/null", ...grammarOptions];
    const { stdout } = await runFile("pocketsphinx_continuous", options);
    return stdout.trim().replaceAll(/\s+/g, " ");
  };

  const serve = (socket: WebSocket, { headers: { authorization = "" } }: IncomingMessage) => {
    let start: Start | undefined;
    const sound: Buffer[] = [];
    const answer = async ({ expected, rateHz }: Start) => {
      const samples = linear(Buffer.concat(sound));
      asked.push({ form: "websocket", authorization, soundMs: (samples.length * 1000) / rateHz });
      const text = await understand(samples, expected);
      if (text !== "") socket.send(JSON.stringify({ type: "final", text }));
      socket.send(JSON.stringify({ type: "done" }));
    };
    socket.on("message", (data, isBinary) => {
      if (isBinary) return void sound.push(data as Buffer);
      const message = JSON.parse((data as Buffer).toString("utf8")) as Message;
      if (message.type === "start") start = message;
      else if (start) void answer(start);
      return undefined;
    });
  };

  const transcribe = async (request: IncomingMessage): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const { authorization = "", "content-type": type = "" } = request.headers;
    const form = await new Response(Buffer.concat(parts), { headers: { "content-type": type } }).formData();
    const file = form.get("file") as File;
    const samples = channel(parseWav(Buffer.from(await file.arrayBuffer())));
    asked.push({ form: "openai", authorization, soundMs: samples.length / 16 });
    const prompt = form.get("prompt") as string | null;
    return understand(samples, prompt === null ? [] : prompt.split(", "));
  };

  const server = createServer((request, response) => {
    transcribe(request).then(
      (text) => response.writeHead(200).end(JSON.stringify({ text })),
      () => response.writeHead(500).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: "/listen" });
  sockets.on("connection", serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    webSocketUrl: `ws://127.0.0.1:${port}/listen`,
    transcriptionsUrl: `http://127.0.0.1:${port}/v1/audio/transcriptions`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function linear(bytes: Buffer): Int16Array {
  return Int16Array.from({ length: bytes.length >> 1 }, (_, n) => bytes.readInt16LE(2 * n));
}

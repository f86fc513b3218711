import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { newId, systemClock } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { addressGuard, webRequester } from "#platform/web-requests";
import { ModelHost } from "#telephony/speech-models";
import { toneModels, toneWords, writeToneModels } from "../speech-models/testing/index.ts";
import { localRecognizer } from "./local-recognizer.ts";
import type { RecognitionSettings } from "./recognition-settings.ts";
import type { Recognizer } from "./recognizer.ts";
import { transcriptionRecognizer } from "./transcription-recognizer.ts";
import { webSocketRecognizer } from "./websocket-recognizer.ts";

const tenantId = newId<TenantId>();
const secretOf = (tenant: TenantId, name: string) =>
  tenant === tenantId && name === "asr" ? "Bearer key" : undefined;
const open = addressGuard(["127.0.0.0/8"]);
const words = { tenantId, language: "zh-CN", expected: ["订单", "退货"] } as const;
/** A second of a tone, which the model of tones understands. */
const sound = Buffer.alloc(32_000);
for (let n = 0; n < 16_000; n++)
  sound.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * toneWords.转 * n) / 16_000)), 2 * n);

async function listening(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The text of a sound said at once, or why there is none. */
async function textOf(recognizer: Recognizer, settings: RecognitionSettings): Promise<string> {
  const opened = await recognizer({ ...words, settings });
  if (!opened.ok) return `not opened: ${opened.error.message}`;
  for (let at = 0; at < sound.length; at += 640) opened.value.write(sound.subarray(at, at + 640));
  const text = await opened.value.finish();
  opened.value.cancel();
  return text.ok ? text.value : `failed: ${text.error.message}`;
}

test("a server in OpenAI's form is sent a WAV file with its language and words, and answers a text", async () => {
  const asked: { form: FormData; authorization: string | undefined; path: string | undefined }[] = [];
  let answer: [status: number, body: string] = [200, '{"text":" 我要查订单 "}'];
  await using transcriber = await listening((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const headers = { "content-type": request.headers["content-type"] ?? "" };
      const { authorization } = request.headers;
      void new Response(Buffer.concat(parts), { headers }).formData().then((form) => {
        asked.push({ form, authorization, path: request.url });
        response.writeHead(answer[0]).end(answer[1]);
      });
    });
  });
  const recognizer = transcriptionRecognizer({ send: webRequester(open), secretOf });
  const url = `http://127.0.0.1:${transcriber.port}/v1/audio/transcriptions`;
  const settings = { kind: "http", url, model: "sense-voice", secret: "asr" } as const;
  assert.equal(await textOf(recognizer, settings), "我要查订单");
  const [{ form, authorization, path } = assert.fail("not asked")] = asked;
  assert.deepEqual([authorization, path], ["Bearer key", "/v1/audio/transcriptions"]);
  assert.deepEqual(
    ["model", "language", "response_format", "prompt"].map((name) => form.get(name)),
    ["sense-voice", "zh", "json", "订单, 退货"],
  );
  const file = form.get("file");
  assert.ok(file instanceof File);
  const wav = Buffer.from(await file.arrayBuffer());
  assert.deepEqual([wav.toString("latin1", 0, 4), wav.readUInt32LE(24)], ["RIFF", 16_000]);
  assert.deepEqual(wav.subarray(44), sound);

  answer = [503, ""];
  assert.equal(await textOf(recognizer, settings), "failed: the engine's server: HTTP 503");
  for (const body of ["<html>", "[]", '{"text":7}']) {
    answer = [200, body];
    assert.equal(await textOf(recognizer, settings), "failed: the engine's server: no text in its answer");
  }
  const closed = transcriptionRecognizer({ send: webRequester(addressGuard([])), secretOf });
  assert.match(await textOf(closed, settings), /private address refused/);
  assert.match(await textOf(recognizer, { ...settings, secret: "gone" }), /the secret "gone" is missing/);
});

type Serve = (socket: WebSocket, request: IncomingMessage) => void;

async function listeningSocket(serve: Serve) {
  const http = await listening((_, response) => void response.writeHead(401).end());
  const sockets = new WebSocketServer({ server: http.server, path: "/listen" });
  sockets.on("connection", serve);
  return {
    url: `ws://127.0.0.1:${http.port}/listen`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      await http[Symbol.asyncDispose]();
    },
  };
}

test("a WebSocket server hears the sound as it is said, and its final texts are joined", async () => {
  const got: (string | number)[] = [];
  const finals = [
    ["我要", "查订单"],
    ["my", "order"],
    ["订单", "", "A1"],
  ];
  await using server = await listeningSocket((socket, { headers }) => {
    got.push(headers.authorization ?? "");
    let bytes = 0;
    socket.on("message", (data, isBinary) => {
      if (isBinary) {
        bytes += (data as Buffer).length;
        return;
      }
      const message = JSON.parse((data as Buffer).toString()) as { type: string };
      got.push(JSON.stringify(message));
      if (message.type !== "end") return;
      got.push(bytes);
      socket.send(JSON.stringify({ type: "partial", text: "我" }));
      for (const text of finals.shift() ?? []) socket.send(JSON.stringify({ type: "final", text }));
      socket.send(JSON.stringify({ type: "done" }));
    });
  });
  const recognizer = webSocketRecognizer({ mayReach: open, secretOf });
  const settings = { kind: "websocket", url: server.url, secret: "asr" } as const;
  assert.equal(await textOf(recognizer, settings), "我要查订单");
  const format = { encoding: "s16le", rateHz: 16_000, channels: 1 };
  const start = { type: "start", version: 1, language: "zh-CN", expected: words.expected, ...format };
  assert.deepEqual(got, ["Bearer key", JSON.stringify(start), '{"type":"end"}', sound.length]);
  assert.equal(await textOf(recognizer, settings), "my order");
  assert.equal(await textOf(recognizer, settings), "订单A1");
});

test("a WebSocket server that refuses, talks rubbish, says that it fails, or goes away is told as such", async () => {
  const serves: Readonly<Record<string, Serve>> = {
    "failed: the engine: no model": (socket) =>
      socket.send(JSON.stringify({ type: "error", message: "no model" })),
    "failed: the engine's server: a message that cannot be read": (socket) => socket.send("rubbish"),
    "failed: the engine's server: connection lost": (socket) => socket.close(),
  };
  const recognizer = webSocketRecognizer({ mayReach: open, secretOf });
  for (const [told, serve] of Object.entries(serves)) {
    await using server = await listeningSocket(serve);
    const settings = { kind: "websocket", url: server.url, secret: null } as const;
    assert.equal(await textOf(recognizer, settings), told);
  }
  await using refusing = await listening((_, response) => void response.writeHead(401).end());
  const url = `ws://127.0.0.1:${refusing.port}/listen`;
  const settings = { kind: "websocket", url, secret: null } as const;
  assert.equal(await textOf(recognizer, settings), "not opened: the engine's server: HTTP 401");
  const closed = webSocketRecognizer({ mayReach: addressGuard([]), secretOf });
  assert.match(await textOf(closed, settings), /private address refused/);
  const named = { ...settings, url: url.replace("127.0.0.1", "localhost") } as const;
  assert.match(await textOf(closed, named), /private address refused/);
  await refusing[Symbol.asyncDispose]();
  assert.match(await textOf(recognizer, settings), /not opened: .*ECONNREFUSED/);
});

test("a model of this node understands; one that is not there is told", async (context) => {
  const directory = mkdtempSync(join(tmpdir(), "tandem-models-"));
  writeToneModels(directory);
  const host = new ModelHost({ clock: systemClock, directory });
  context.after(() => {
    host.stop();
    rmSync(directory, { recursive: true });
  });
  const recognizer = localRecognizer(host);
  const models = { "zh-CN": toneModels.understands, en: "gone" };
  assert.equal(await textOf(recognizer, { kind: "local", models }), "转");
  const gone = { kind: "local", models: { ...models, "zh-CN": "gone" } } as const;
  assert.equal(await textOf(recognizer, gone), 'not opened: the model "gone" is not in the folder');
});

// Entry of a program of its own that holds models: sherpa-onnx computes long, takes much memory, and ends its process when a file is not
// what it should be.
import { setPriority } from "node:os";
import sherpa from "sherpa-onnx-node";
import type { OfflineTts, OnlineRecognizer, OnlineStream } from "sherpa-onnx-node";
import type { RecognitionModel, SpeechModel } from "./model-folders.ts";
import type { FromProgram, ToProgram } from "./sherpa-messages.ts";

const rateHz = 16_000;
/** Streaming models look ahead: the last word needs some sound behind it. */
const tail = new Float32Array(0.6 * rateHz);
/** The sound of calls goes before. */
const nice = 5;

type Utterance = { readonly recognizer: OnlineRecognizer; readonly stream: OnlineStream };

const recognizers = new Map<string, OnlineRecognizer>();
const voices = new Map<string, OfflineTts>();
const utterances = new Map<number, Utterance>();

function tell(message: FromProgram): void {
  process.send?.(message);
}

function loaded<Loaded>(models: Map<string, Loaded>, name: string, load: () => Loaded): Loaded {
  const known = models.get(name);
  if (known) return known;
  tell({ kind: "loading", model: name });
  const model = load();
  models.set(name, model);
  tell({ kind: "loaded" });
  return model;
}

function recognizerOf({ name, tokens, files }: RecognitionModel): OnlineRecognizer {
  const modelConfig = { ...files, tokens, numThreads: 1, provider: "cpu", debug: 0 };
  const featConfig = { sampleRate: rateHz, featureDim: 80 };
  const config = { featConfig, modelConfig, decodingMethod: "greedy_search", enableEndpoint: false };
  return loaded(recognizers, name, () => new sherpa.OnlineRecognizer(config));
}

function voiceOf({ name, files, ruleFsts = "" }: SpeechModel): OfflineTts {
  const model = { ...files, numThreads: 1, provider: "cpu", debug: 0 };
  return loaded(voices, name, () => new sherpa.OfflineTts({ model, ruleFsts, maxNumSentences: 1 }));
}

function listen({ recognizer, stream }: Utterance, samples: Float32Array): void {
  stream.acceptWaveform({ samples, sampleRate: rateHz });
  decode({ recognizer, stream });
}

function decode({ recognizer, stream }: Utterance): void {
  while (recognizer.isReady(stream)) recognizer.decode(stream);
}

function linear(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, n) => view.getInt16(2 * n, true) / 32_768);
}

async function act(message: ToProgram): Promise<void> {
  const { id } = message;
  switch (message.kind) {
    case "open": {
      const recognizer = recognizerOf(message.model);
      utterances.set(id, { recognizer, stream: recognizer.createStream() });
      return tell({ kind: "opened", id });
    }
    case "write": {
      const utterance = utterances.get(id);
      return utterance && listen(utterance, linear(message.samples));
    }
    case "finish": {
      const utterance = utterances.get(id);
      utterances.delete(id);
      if (!utterance) return tell({ kind: "failed", id, message: "the utterance is gone" });
      listen(utterance, tail);
      utterance.stream.inputFinished();
      decode(utterance);
      const { text } = utterance.recognizer.getResult(utterance.stream);
      return tell({ kind: "text", id, text: text.trim() });
    }
    case "cancel":
      utterances.delete(id);
      return undefined;
    case "speak": {
      const { text, voice: sid, speed } = message;
      const wish = { text, sid, speed, enableExternalBuffer: false };
      const { samples, sampleRate } = await voiceOf(message.model).generateAsync(wish);
      return tell({ kind: "spoken", id, samples, rateHz: sampleRate });
    }
    default:
      return message satisfies never;
  }
}

setPriority(nice);
process.on("message", (message: ToProgram) => {
  act(message).catch((error: unknown) => {
    tell({ kind: "failed", id: message.id, message: error instanceof Error ? error.message : String(error) });
  });
});
// Control is gone.
process.on("disconnect", () => process.exit());

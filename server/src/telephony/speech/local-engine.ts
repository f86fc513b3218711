// Models in the operator's folder that speak, by sherpa-onnx.
import { err, ok } from "@tandem/kernel";
import { linearWav } from "@tandem/media/control";
import type { ModelHost } from "#telephony/speech-models";
import type { SpeechEngine } from "./speech-engine.ts";

export function localEngine(host: ModelHost): SpeechEngine {
  return async ({ text, language, settings: { engine, speed } }) => {
    const failed = (message: string) => err({ kind: "engine-failed", message } as const);
    if (engine.kind !== "local") return failed("no model is set");
    const name = engine.models[language];
    const model = host.models().speech.find((each) => each.name === name);
    if (!model) return failed(`the model "${name}" is not in the folder`);
    if (host.isBroken(name)) return failed(`the model "${name}" cannot be loaded`);
    const voice = engine.voices[language];
    const spoken = await host.ask({ kind: "speak", id: host.newId(), model, text, voice, speed });
    if (!spoken.ok) return spoken;
    if (spoken.value.kind !== "spoken" || spoken.value.samples.length === 0)
      return failed("the model could not speak this text");
    return ok(linearWav(bytesOf(spoken.value.samples), spoken.value.rateHz));
  };
}

function bytesOf(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(2 * samples.length);
  for (let n = 0; n < samples.length; n++)
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, samples[n] as number)) * 32_767), 2 * n);
  return bytes;
}

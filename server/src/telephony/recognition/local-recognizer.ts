// Models in the operator's folder that understand while a caller speaks, by sherpa-onnx.
import { err, ok } from "@tandem/kernel";
import type { ModelHost } from "#telephony/speech-models";
import { failed } from "./recognizer.ts";
import type { Recognizer } from "./recognizer.ts";

export function localRecognizer(host: ModelHost): Recognizer {
  return async ({ language, settings }) => {
    if (settings.kind !== "local") return failed("no model is set");
    const name = settings.models[language];
    const model = host.models().recognition.find((each) => each.name === name);
    if (!model) return failed(`the model "${name}" is not in the folder`);
    if (host.isBroken(name)) return failed(`the model "${name}" cannot be loaded`);
    const id = host.newId();
    const opened = await host.ask({ kind: "open", id, model });
    if (!opened.ok) return opened;
    return ok({
      write: (samples) => host.tell({ kind: "write", id, samples }),
      async finish() {
        const answer = await host.ask({ kind: "finish", id });
        if (!answer.ok) return err(answer.error);
        return answer.value.kind === "text" ? ok(answer.value.text) : failed("the engine is confused");
      },
      cancel: () => host.tell({ kind: "cancel", id }),
    });
  };
}

// Models that the operator has put into a folder, each in a folder of its own as sherpa-onnx's releases have them: told by their files.
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Full paths of files, as sherpa-onnx's configuration names them. */
export type RecognitionModel = {
  readonly name: string;
  readonly tokens: string;
  readonly files:
    | {
        readonly transducer: { readonly encoder: string; readonly decoder: string; readonly joiner: string };
      }
    | { readonly paraformer: { readonly encoder: string; readonly decoder: string } }
    | { readonly zipformer2Ctc: { readonly model: string } }
    | { readonly nemoCtc: { readonly model: string } };
};

type SpokenFiles = {
  readonly model: string;
  readonly tokens: string;
  readonly lexicon?: string;
  readonly dataDir?: string;
};

export type SpeechModel = {
  readonly name: string;
  readonly files:
    | { readonly vits: SpokenFiles }
    | { readonly kokoro: SpokenFiles & { readonly voices: string } };
  /** Rules by which numbers and dates are read out. */
  readonly ruleFsts?: string;
};

export type SpeechModels = {
  readonly recognition: readonly RecognitionModel[];
  readonly speech: readonly SpeechModel[];
};

/** The models in a folder, by name; a folder that is not there has none. */
export function modelsIn(directory: string): SpeechModels {
  const names = foldersIn(directory).toSorted();
  const each = names.map((name) => {
    const folder = join(directory, name);
    return modelOf(name, readdirSync(folder), (file) => join(folder, file));
  });
  return {
    recognition: each.flatMap((model) => model?.recognition ?? []),
    speech: each.flatMap((model) => model?.speech ?? []),
  };
}

/** Pure: what these files of a folder are; undefined for none that is known. */
export function modelOf(
  name: string,
  files: readonly string[],
  pathOf: (file: string) => string,
): { readonly recognition?: RecognitionModel; readonly speech?: SpeechModel } | undefined {
  if (!files.includes("tokens.txt")) return undefined;
  const tokens = pathOf("tokens.txt");
  const networks = files.filter((file) => file.endsWith(".onnx"));
  // Those of 8 bits are as good here, and take a quarter of the time.
  const network = (begin: string) => {
    const found = networks.filter((file) => file.startsWith(begin));
    const file = found.find((each) => each.includes("int8")) ?? found[0];
    return file === undefined ? undefined : pathOf(file);
  };
  const [encoder, decoder, joiner] = [network("encoder"), network("decoder"), network("joiner")];
  if (encoder !== undefined && decoder !== undefined) {
    const heard =
      joiner === undefined
        ? { paraformer: { encoder, decoder } }
        : { transducer: { encoder, decoder, joiner } };
    return { recognition: { name, tokens, files: heard } };
  }
  const model = network("");
  if (model === undefined) return undefined;
  if (/ctc/i.test(name)) {
    const heard = /nemo/i.test(name) ? { nemoCtc: { model } } : { zipformer2Ctc: { model } };
    return { recognition: { name, tokens, files: heard } };
  }
  return spokenBy(name, files, pathOf, { model, tokens });
}

function spokenBy(
  name: string,
  files: readonly string[],
  pathOf: (file: string) => string,
  found: Pick<SpokenFiles, "model" | "tokens">,
): { readonly speech: SpeechModel } | undefined {
  const pathsOf = (pattern: RegExp) =>
    files
      .filter((file) => pattern.test(file))
      .toSorted()
      .map(pathOf)
      .join(",");
  const lexicon = pathsOf(/^lexicon.*\.txt$/);
  const hasData = files.includes("espeak-ng-data");
  if (lexicon === "" && !hasData) return undefined;
  const ruleFsts = pathsOf(/\.fst$/);
  const spoken: SpokenFiles = {
    ...found,
    ...(lexicon !== "" && { lexicon }),
    ...(hasData && { dataDir: pathOf("espeak-ng-data") }),
  };
  const isKokoro = files.includes("voices.bin");
  const voiced = isKokoro ? { kokoro: { ...spoken, voices: pathOf("voices.bin") } } : { vits: spoken };
  return { speech: { name, files: voiced, ...(ruleFsts !== "" && { ruleFsts }) } };
}

function foldersIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

// Has the server speak a text: the answer is a sound, not JSON.
import { endpoints } from "@tandem/contract";
import type { Locale, SpeechSettingsView } from "@tandem/contract";
import { problemFrom, requestOptions } from "#client/api";
import type { ApiProblem } from "#client/api";

type Wish = {
  readonly text: string;
  readonly language: Locale;
  readonly settings?: SpeechSettingsView | undefined;
};

export async function speechOf(
  body: Wish,
): Promise<
  { readonly ok: true; readonly value: Blob } | { readonly ok: false; readonly problem: ApiProblem }
> {
  const { method, path } = endpoints.trySpeech;
  try {
    const response = await fetch(path, requestOptions({ method, path, body }));
    if (response.ok) return { ok: true, value: await response.blob() };
    return { ok: false, problem: problemFrom(response.status, await response.json()) };
  } catch (error) {
    return { ok: false, problem: { kind: "unreachable", message: String(error), status: 0 } };
  }
}

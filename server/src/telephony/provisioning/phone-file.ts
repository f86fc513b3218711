// Writes the file that a phone asked for, in its make's form.
import type { DeskPhoneMake } from "#telephony/endpoints";
import type { PhoneFile } from "./fetch-gate.ts";
import { grandstreamFile } from "./grandstream.ts";
import type { PhoneSettings } from "./phone-settings.ts";
import { yealinkCommonFile, yealinkPhoneFile } from "./yealink.ts";

export type WrittenFile = { readonly contentType: string; readonly text: string };

export function writePhoneFile(make: DeskPhoneMake, file: PhoneFile, settings: PhoneSettings): WrittenFile {
  switch (make) {
    case "yealink":
      return {
        contentType: "text/plain; charset=utf-8",
        text: file === "common" ? yealinkCommonFile(settings) : yealinkPhoneFile(settings),
      };
    case "grandstream":
      return { contentType: "application/xml; charset=utf-8", text: grandstreamFile(settings) };
    default:
      return make satisfies never;
  }
}

// The page's language: which one, who chose it, and the typed way to say something in it.
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Locale } from "@tandem/contract";
import { sharedTexts } from "./shared-texts.ts";
import type { Texts } from "./text-parity.ts";

export type SharedKey = keyof (typeof sharedTexts)["zh-CN"];

/** Says a text by its key; `values` fill its `{{placeholders}}`. */
export type Translate<Key extends string> = (
  key: Key | SharedKey,
  values?: Readonly<Record<string, string | number>>,
) => string;

const storageKey = "tandem.locale";

/** The language this browser was last set to. */
export function chosenLocale(): Locale | undefined {
  const stored = localStorage.getItem(storageKey);
  return stored === "zh-CN" || stored === "en" ? stored : undefined;
}

/** Keeps the language for the next visit of this browser. */
export function rememberLocale(locale: Locale): void {
  localStorage.setItem(storageKey, locale);
}

export function currentLocale(): Locale {
  return i18next.language === "en" ? "en" : "zh-CN";
}

/** Shows the page in this language from now on. */
export function setLocale(locale: Locale): void {
  document.documentElement.lang = locale;
  void i18next.changeLanguage(locale);
}

/** Called once per page, before the first render. */
export function startTexts(pageTexts: Texts, locale: Locale): void {
  document.documentElement.lang = locale;
  const both = (name: Locale) => ({ translation: { ...sharedTexts[name], ...pageTexts[name] } });
  void i18next.use(initReactI18next).init({
    resources: { "zh-CN": both("zh-CN"), en: both("en") },
    lng: locale,
    fallbackLng: "zh-CN",
    // Keys are flat (`presence.away` is one key) and React escapes what it shows.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** The typed translator of a page: `Key` is the union of the page's own keys. */
export function useText<Key extends string = SharedKey>(): Translate<Key> {
  const { t } = useTranslation();
  return t as unknown as Translate<Key>;
}

/** The language on show; renders again when it changes. */
export function useLocale(): Locale {
  const { i18n } = useTranslation();
  return i18n.language === "en" ? "en" : "zh-CN";
}

// The language switch of a signed-in page: changes the page at once and the person's own setting with it.
import { endpoints } from "@tandem/contract";
import { LanguageSwitch } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { rememberLocale, setLocale, useLocale } from "#client/text";

export function PageLanguageSwitch() {
  return (
    <LanguageSwitch
      locale={useLocale()}
      onChange={(locale) => {
        setLocale(locale);
        rememberLocale(locale);
        void callEndpoint(endpoints.updateMe, { body: { locale } });
      }}
    />
  );
}

// The page that whoever is not signed in sees.
import { Alert } from "antd";
import type { Me } from "@tandem/contract";
import { LanguageSwitch } from "@tandem/ui";
import { rememberLocale, setLocale, useLocale, useText } from "#client/text";
import { SignInForm } from "./sign-in-form.tsx";

export type SignInPageProps = {
  readonly linkUsed: boolean;
  readonly onSignedIn: (me: Me) => void;
  readonly onLocaleChosen: () => void;
};

export function SignInPage({ linkUsed, onSignedIn, onLocaleChosen }: SignInPageProps) {
  const t = useText();
  return (
    <main className="sign-in">
      <section className="sign-in-card" aria-label={t("sign-in.title")}>
        <header className="sign-in-head">
          <h1>{t("product.name")}</h1>
          <LanguageSwitch
            locale={useLocale()}
            onChange={(locale) => {
              setLocale(locale);
              rememberLocale(locale);
              onLocaleChosen();
            }}
          />
        </header>
        {linkUsed ? (
          <Alert type="warning" showIcon title={t("sign-in.link-used")} className="sign-in-problem" />
        ) : null}
        <SignInForm onSignedIn={onSignedIn} />
      </section>
    </main>
  );
}

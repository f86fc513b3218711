// Shows the page to whoever is signed in, and the sign-in form to everybody else.
import { createContext, Fragment, useContext, useEffect, useEffectEvent, useState } from "react";
import type { ReactNode } from "react";
import { Button, Modal } from "antd";
import { endpoints } from "@tandem/contract";
import type { Me } from "@tandem/contract";
import { ErrorState, LoadingState } from "@tandem/ui";
import { callEndpoint, onSignedOut } from "#client/api";
import { currentLocale, rememberLocale, setLocale, useText } from "#client/text";
import { SignInForm } from "./sign-in-form.tsx";
import { SignInPage } from "./sign-in-page.tsx";
import { arrive } from "./sign-in-requests.ts";
import type { SignInState } from "./sign-in-requests.ts";
import { signInToken } from "./sign-in-link.ts";

const MeContext = createContext<Me | undefined>(undefined);

/** Who is signed in; throws outside a `SignInGate`. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe needs a SignInGate above");
  return me;
}

/** A language chosen on the form holds; otherwise the person's own is shown. */
function agreeOnLocale(me: Me, chosenOnForm: boolean): void {
  const shown = currentLocale();
  if (me.user.locale === shown) return;
  if (chosenOnForm) {
    void callEndpoint(endpoints.updateMe, { body: { locale: shown } });
    return;
  }
  setLocale(me.user.locale);
  rememberLocale(me.user.locale);
}

function useSignIn() {
  const [state, setState] = useState<SignInState>({ kind: "asking" });
  const [localeChosen, setLocaleChosen] = useState(false);
  const settle = (next: SignInState) => {
    if (next.kind === "signed-in") agreeOnLocale(next.me, localeChosen);
    setState(next);
  };
  const ask = () => {
    setState({ kind: "asking" });
    void arrive().then(settle);
  };
  const begin = useEffectEvent(() => void arrive().then(settle));
  const onLink = useEffectEvent(() => {
    if (signInToken(location.hash) !== undefined) ask();
  });
  useEffect(() => {
    begin();
    const followLink = () => onLink();
    addEventListener("hashchange", followLink);
    const end = onSignedOut(() =>
      setState((before) => (before.kind === "signed-in" ? { ...before, expired: true } : before)),
    );
    return () => {
      removeEventListener("hashchange", onLink);
      end();
    };
  }, []);
  const signedIn = (me: Me) => settle({ kind: "signed-in", me, expired: false });
  return { state, ask, signedIn, onLocaleChosen: () => setLocaleChosen(true) };
}

export function SignInGate({ children }: { readonly children: ReactNode }) {
  const { state, ask, signedIn, onLocaleChosen } = useSignIn();
  const t = useText();
  switch (state.kind) {
    case "asking":
      return <LoadingState title={t("loading")} />;
    case "unreachable":
      return (
        <ErrorState title={t("failed.title")} action={<Button onClick={ask}>{t("retry")}</Button>}>
          {t("failed.unreachable")}
        </ErrorState>
      );
    case "signed-out":
      return (
        <SignInPage
          linkUsed={state.reason === "link-used"}
          onSignedIn={signedIn}
          onLocaleChosen={onLocaleChosen}
        />
      );
    case "signed-in":
      return (
        <MeContext value={state.me}>
          {/* Somebody else signing in begins afresh; the same person finds everything as it was. */}
          <Fragment key={state.me.user.id}>{children}</Fragment>
          <Modal
            open={state.expired}
            title={t("sign-in.title")}
            footer={null}
            closable={false}
            destroyOnHidden
          >
            <p>{t("sign-in.again")}</p>
            <SignInForm onSignedIn={signedIn} />
          </Modal>
        </MeContext>
      );
    default:
      return state satisfies never;
  }
}

// Signed in, but on the other people's page: says who one is and where to go.
import { Button } from "antd";
import { EmptyState } from "@tandem/ui";
import { useText } from "#client/text";
import { useMe } from "./sign-in-gate.tsx";
import { signOutHere } from "./sign-in-requests.ts";

export function WrongPlace({ place }: { readonly place: "desk" | "console" }) {
  const t = useText();
  const { user } = useMe();
  const elsewhere = place === "desk" ? "/console" : "/";
  const go = place === "desk" ? t("wrong-place.to-console") : t("wrong-place.to-desk");
  const action = (
    <div className="wrong-place-actions">
      <Button type="primary" href={elsewhere}>
        {go}
      </Button>
      <Button onClick={() => void signOutHere()}>{t("sign-out")}</Button>
    </div>
  );
  return (
    <main className="sign-in">
      <EmptyState title={t(`wrong-place.${place}.title`)} action={action}>
        {t(`wrong-place.${place}.text`, { name: user.displayName, role: t(`role.${user.role}`) })}
      </EmptyState>
    </main>
  );
}

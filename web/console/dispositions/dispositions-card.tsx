// What calls can come to, as a tree: shown, and changed in a form.
import { useQueryClient } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { EmptyState } from "@tandem/ui";
import { dispositionsKey, useDispositions } from "#client/dispositions";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { useConsoleText } from "#console/texts";
import { DispositionsForm } from "./dispositions-form.tsx";
import { nest } from "./nested.ts";
import type { Nested } from "./nested.ts";

export function DispositionsCard() {
  const t = useConsoleText();
  const mayWrite = useMe().user.role === "admin";
  const queries = useQueryClient();
  const query = useDispositions();
  const [editing, setEditing] = useState(false);
  if (!query.data) return <QueryState query={query} />;
  const onSaved = () => void queries.invalidateQueries({ queryKey: dispositionsKey });
  return (
    <section className="console-card" aria-label={t("dispositions.title")} data-testid="dispositions">
      <h2>
        {t("dispositions.title")}{" "}
        {mayWrite ? (
          <Button size="small" onClick={() => setEditing(true)} data-testid="dispositions-edit">
            {t("routing.edit")}
          </Button>
        ) : null}
      </h2>
      {query.data.length === 0 ? <EmptyState title={t("dispositions.none")} /> : null}
      <Branch nested={nest(query.data)} />
      {editing ? (
        <DispositionsForm dispositions={query.data} onClose={() => setEditing(false)} onSaved={onSaved} />
      ) : null}
    </section>
  );
}

function Branch({ nested }: { readonly nested: readonly Nested[] }) {
  const t = useConsoleText();
  const locale = useLocale();
  if (nested.length === 0) return null;
  return (
    <ul className="console-tree">
      {nested.map(({ code, label, noteRequired, children }) => (
        <li key={code}>
          {label[locale]} {noteRequired ? <Tag>{t("dispositions.note-required")}</Tag> : null}
          <Branch nested={children ?? []} />
        </li>
      ))}
    </ul>
  );
}

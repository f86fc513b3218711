// Everybody who may sign in: added, changed, disabled and removed.
import { PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Table, Tag } from "antd";
import { useState } from "react";
import type { PersonAccess, PersonView } from "@tandem/contract";
import { QueryState } from "#client/frame";
import { useMe } from "#client/sign-in";
import { AddDevice } from "#console/devices";
import { useConsoleText } from "#console/texts";
import { AccessDialog } from "./access-dialog.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import type { Leaving } from "./leave-dialog.tsx";
import { PersonActions } from "./person-actions.tsx";
import { PersonForm } from "./person-form.tsx";
import { usePeople, useReadAgain } from "./use-people.ts";
import "./people.css";

/** What is open over the list. */
type Open =
  | { readonly kind: "form"; readonly person: PersonView | undefined }
  | { readonly kind: "access"; readonly person: PersonView; readonly access: PersonAccess }
  | { readonly kind: "phone"; readonly person: PersonView }
  | { readonly kind: "leave"; readonly person: PersonView; readonly how: Leaving };

export function PeoplePage() {
  const t = useConsoleText();
  const { user } = useMe();
  const query = usePeople();
  const readAgain = useReadAgain();
  const [open, setOpen] = useState<Open>();
  if (!query.data) return <QueryState query={query} />;
  const mayWrite = user.role === "admin";
  const close = () => {
    setOpen(undefined);
    readAgain();
  };
  return (
    <div className="console-stack">
      {mayWrite ? null : <Alert type="info" showIcon title={t("people.read-only")} />}
      <section className="console-card" aria-label={t("nav.people")} data-testid="people">
        <div className="console-card-head">
          <span className="t-soft">{t("people.count", { count: String(query.data.length) })}</span>
          {mayWrite ? (
            <Button
              icon={<PlusOutlined />}
              data-testid="person-add"
              onClick={() => setOpen({ kind: "form", person: undefined })}
            >
              {t("people.add")}
            </Button>
          ) : null}
        </div>
        <PeopleTable people={query.data} mayWrite={mayWrite} onOpen={setOpen} />
      </section>
      <Over open={open} people={query.data} onOpen={setOpen} onClose={close} />
    </div>
  );
}

type PeopleTableProps = {
  readonly people: readonly PersonView[];
  readonly mayWrite: boolean;
  readonly onOpen: (open: Open) => void;
};

function PeopleTable({ people, mayWrite, onOpen }: PeopleTableProps) {
  const t = useConsoleText();
  return (
    <Table<PersonView>
      size="small"
      rowKey="id"
      pagination={people.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      dataSource={people}
      onRow={({ name }) => ({ "data-testid": `person-row-${name}` })}
      columns={[
        {
          title: t("people.display-name"),
          ellipsis: true,
          render: (_, { displayName, disabled }) => (
            <>
              <span className={disabled ? "t-soft" : ""}>{displayName}</span>{" "}
              {disabled ? <Tag>{t("people.disabled")}</Tag> : null}
            </>
          ),
        },
        { title: t("people.name"), dataIndex: "name", ellipsis: true, width: 160 },
        { title: t("people.role"), width: 140, render: (_, { role }) => t(`role.${role}`) },
        {
          title: t("extension"),
          width: 110,
          render: (_, { extension }) => <span className="t-figures">{extension ?? "–"}</span>,
        },
        ...(mayWrite
          ? [
              {
                key: "acts",
                width: 130,
                render: (_: unknown, person: PersonView) => (
                  <PersonActions
                    person={person}
                    onEdit={() => onOpen({ kind: "form", person })}
                    onPhone={() => onOpen({ kind: "phone", person })}
                    onAccess={(access) => onOpen({ kind: "access", person, access })}
                    onLeave={(how) => onOpen({ kind: "leave", person, how })}
                  />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

type OverProps = {
  readonly open: Open | undefined;
  readonly people: readonly PersonView[];
  readonly onOpen: (open: Open) => void;
  readonly onClose: () => void;
};

function Over({ open, people, onOpen, onClose }: OverProps) {
  if (!open) return null;
  switch (open.kind) {
    case "form":
      return (
        <PersonForm
          person={open.person}
          onClose={onClose}
          onAdded={(person, access) => onOpen({ kind: "access", person, access })}
        />
      );
    case "access":
      return <AccessDialog person={open.person} access={open.access} onDone={onClose} />;
    case "phone":
      return <AddDevice person={{ ...open.person, agentId: open.person.agentId ?? "" }} onDone={onClose} />;
    case "leave":
      return <LeaveDialog person={open.person} how={open.how} people={people} onClose={onClose} />;
    default:
      return open satisfies never;
  }
}

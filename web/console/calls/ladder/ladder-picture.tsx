// The ladder itself: a column for each party, an arrow for each message. One row is chosen; the arrow keys,
// Home and End choose another.
import { useRef } from "react";
import type { CSSProperties, KeyboardEvent } from "react";
import type { LadderParty } from "@tandem/contract";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { formatTimeOfDay } from "#client/time";
import { useConsoleText } from "#console/texts";
import { formatOffset } from "./ladder-view.ts";
import type { LadderRow, LadderView } from "./ladder-view.ts";

export type LadderPictureProps = {
  readonly view: LadderView;
  /** `index` of the chosen row. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
};

export function LadderPicture({ view: { columns, rows }, chosen, onChoose }: LadderPictureProps) {
  const t = useConsoleText();
  const list = useRef<HTMLOListElement>(null);
  const choose = (row: LadderRow | undefined) => {
    if (!row) return;
    onChoose(row.index);
    list.current?.querySelector<HTMLElement>(`[data-index="${row.index}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex(({ index }) => index === chosen);
    const target = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    choose(rows[Math.min(Math.max(target, 0), rows.length - 1)]);
  };
  const style = { "--ladder-columns": columns.length } as CSSProperties;
  return (
    <div className="ladder-picture" style={style} data-testid="ladder-picture">
      <div className="ladder-head">
        <span className="t-soft">{t("ladder.time")}</span>
        <div className="ladder-parties">
          {columns.map((party) => (
            <PartyHead key={party.id} party={party} />
          ))}
        </div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the buttons inside */}
      <ol ref={list} className="ladder-rows" onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <li key={row.index}>
            <Row row={row} chosen={row.index === chosen} columns={columns} onChoose={() => choose(row)} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function PartyHead({ party }: { readonly party: LadderParty }) {
  const t = useConsoleText();
  const name = party.name || t("number.withheld");
  return (
    <div className={`ladder-party ladder-party-${party.kind}`} title={`${name}\n${party.address}`}>
      {party.kind === "tandem" ? null : <span className="t-soft">{t(`ladder.party.${party.kind}`)}</span>}
      <b>{name}</b>
      <small className="t-soft t-figures">{party.address}</small>
    </div>
  );
}

type RowProps = {
  readonly row: LadderRow;
  readonly chosen: boolean;
  readonly columns: readonly LadderParty[];
  readonly onChoose: () => void;
};

function Row({ row, chosen, columns, onChoose }: RowProps) {
  const t = useConsoleText();
  const locale = useLocale();
  const { timeZone } = useMe().tenant;
  const { from, to, message, kind, label, answers } = row;
  const place = {
    "--ladder-from": Math.min(from, to),
    "--ladder-span": Math.abs(to - from),
  } as CSSProperties;
  const arrow = `ladder-arrow ladder-kind-${kind} ${to > from ? "ladder-right" : "ladder-left"}`;
  const nameOf = (column: number) => columns[column]?.name || t("number.withheld");
  const spoken = t("ladder.row", { from: nameOf(from), to: nameOf(to), message: label });
  return (
    <button
      type="button"
      className="ladder-row"
      data-index={row.index}
      data-testid="ladder-row"
      data-label={label}
      tabIndex={chosen ? 0 : -1}
      aria-pressed={chosen}
      aria-label={`${formatOffset(message.afterMs)} ${spoken}${message.repeated ? `, ${t("ladder.repeated")}` : ""}`}
      onClick={onChoose}
    >
      <span className="ladder-time t-figures" title={formatTimeOfDay(message.at, { locale, timeZone })}>
        {formatOffset(message.afterMs)}
      </span>
      <span className="ladder-lanes">
        {columns.map(({ id }) => (
          <i key={id} className="ladder-lane" />
        ))}
        <span className={`${arrow}${message.repeated ? " ladder-repeated" : ""}`} style={place}>
          <span className="ladder-label">
            <b title={label}>{label}</b>
            {answers === undefined ? null : <small className="t-soft">{answers}</small>}
            {row.hasSdp ? <small className="ladder-sdp">SDP</small> : null}
            {message.repeated ? <small className="ladder-again">{t("ladder.again")}</small> : null}
          </span>
        </span>
      </span>
    </button>
  );
}

// From where on the figures of one queue are a warning, and an alarm: for every screen, and for who is told.
import { InputNumber, Modal } from "antd";
import { useState } from "react";
import { endpoints, isWarnedFirst } from "@tandem/contract";
import type { AlarmFigure, QueueLive } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useAsk } from "#client/frame";
import { useConsoleText } from "#console/texts";
import { figureKeys } from "./wall-levels.ts";

export type LimitsDialogProps = { readonly queue: QueueLive; readonly onClose: () => void };

const shares: ReadonlySet<AlarmFigure> = new Set<AlarmFigure>(["serviceLevel", "abandonment"]);

export function LimitsDialog({ queue, onClose }: LimitsDialogProps) {
  const t = useConsoleText();
  const ask = useAsk();
  const [draft, setDraft] = useState(queue.thresholds);
  const set = (key: AlarmFigure, place: 0 | 1, value: number | null) => {
    const [warning, alarm] = draft.limits[key];
    const pair: [number | null, number | null] = place === 0 ? [value, alarm] : [warning, value];
    setDraft({ ...draft, limits: { ...draft.limits, [key]: pair } });
  };
  const isInOrder = (key: AlarmFigure) => isWarnedFirst(key, draft.limits[key]);
  const isWhole = figureKeys.every(isInOrder);
  const save = async () => {
    if (await ask(callEndpoint(endpoints.setQueueThresholds, { params: { queueId: queue.id }, body: draft })))
      onClose();
  };
  return (
    <Modal
      open
      title={t("wall.limits.of", { queue: queue.name })}
      onCancel={onClose}
      onOk={() => void save()}
      okText={t("wall.limits.keep")}
      okButtonProps={{ disabled: !isWhole }}
      cancelText={t("wall.limits.cancel")}
    >
      <p className="t-soft">{t("wall.limits.text")}</p>
      <table className="wall-limits">
        <thead>
          <tr>
            <th scope="col">{t("wall.limits.figure")}</th>
            <th scope="col">{t("wall.warning")}</th>
            <th scope="col">{t("wall.alarm")}</th>
          </tr>
        </thead>
        <tbody>
          {figureKeys.map((key) => (
            <tr key={key}>
              <th scope="row">{t(`wall.limit.${key}`)}</th>
              {([0, 1] as const).map((place) => (
                <td key={place}>
                  <InputNumber
                    min={1}
                    max={shares.has(key) ? 100 : 10_000}
                    precision={0}
                    value={draft.limits[key][place]}
                    status={isInOrder(key) ? "" : "error"}
                    placeholder="–"
                    onChange={(value) => set(key, place, value)}
                    aria-label={`${t(`wall.limit.${key}`)} ${t(place === 0 ? "wall.warning" : "wall.alarm")}`}
                    data-testid={`wall-limit-${key}-${place}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {isWhole ? null : (
        <p className="wall-limits-problem" role="alert">
          {t("wall.limits.order")}
        </p>
      )}
      <label className="wall-hold">
        {t("wall.limits.hold")}{" "}
        <InputNumber
          min={1}
          max={3600}
          precision={0}
          value={draft.holdSeconds}
          onChange={(value) => setDraft({ ...draft, holdSeconds: value ?? 30 })}
          data-testid="wall-limit-hold"
        />
      </label>
    </Modal>
  );
}

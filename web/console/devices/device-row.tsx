// One device: what it is, whether it is there, and what can be done with it.
import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DesktopOutlined,
  MobileOutlined,
  PhoneOutlined,
} from "@ant-design/icons";
import { Button, Switch } from "antd";
import type { ReactNode } from "react";
import { endpoints } from "@tandem/contract";
import type { DeviceKind, DeviceView, RingStrategy } from "@tandem/contract";
import { StateBadge } from "@tandem/ui";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";
import { DeviceActions } from "./device-actions.tsx";
import { DeviceFacts } from "./device-facts.tsx";
import { deviceState, stateTones } from "./device-state.ts";
import { useDeviceChange } from "./use-devices.ts";

const icons: Readonly<Record<DeviceKind, ReactNode>> = {
  browser: <DesktopOutlined />,
  "desk-phone": <PhoneOutlined />,
  mobile: <MobileOutlined />,
};

export type DeviceRowProps = {
  readonly device: DeviceView;
  readonly place: number;
  readonly count: number;
  readonly strategy: RingStrategy;
  readonly mobilesCanRing: boolean;
  readonly canChange: boolean;
  readonly canMove: boolean;
  readonly onMove: (by: -1 | 1) => void;
};

export function DeviceRow(props: DeviceRowProps) {
  const { device, place, count, strategy, mobilesCanRing, canChange, canMove, onMove } = props;
  const t = useConsoleText();
  const change = useDeviceChange();
  const state = deviceState(device, mobilesCanRing);
  const name = device.name || t(`devices.kind.${device.kind}`);
  const switchTo = (enabled: boolean) =>
    void change(callEndpoint(endpoints.updateDevice, { params: { deviceId: device.id }, body: { enabled } }));
  return (
    <li className="devices-row" data-testid={`device-${device.kind}`} data-state={state}>
      {strategy === "in-turn" ? <span className="devices-place t-figures">{place}</span> : null}
      {canChange && strategy === "in-turn" && count > 1 ? (
        <span className="devices-arrows">
          <Button
            type="text"
            size="small"
            icon={<ArrowUpOutlined />}
            disabled={!canMove || place === 1}
            aria-label={t("devices.earlier", { name })}
            onClick={() => onMove(-1)}
          />
          <Button
            type="text"
            size="small"
            icon={<ArrowDownOutlined />}
            disabled={!canMove || place === count}
            aria-label={t("devices.later", { name })}
            onClick={() => onMove(1)}
          />
        </span>
      ) : null}
      <span className="devices-icon" aria-hidden="true">
        {icons[device.kind]}
      </span>
      <div className="devices-what">
        <div className="devices-name">
          <b>{name}</b>
          <StateBadge tone={stateTones[state]} state={state}>
            {t(`devices.state.${state}`)}
          </StateBadge>
          {strategy === "in-turn" ? (
            <span className="t-soft">{t("devices.rings-for", { count: device.ringSeconds })}</span>
          ) : null}
        </div>
        <DeviceFacts device={device} />
      </div>
      {canChange ? (
        <span className="devices-actions">
          <Switch
            size="small"
            checked={device.enabled}
            aria-label={t("devices.enabled", { name })}
            onChange={switchTo}
          />
          <DeviceActions device={device} name={name} />
        </span>
      ) : null}
    </li>
  );
}

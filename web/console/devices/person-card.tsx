// One person with their devices in ringing order.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { PersonDevices, RingStrategy } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { useConsoleText } from "#console/texts";
import { AddDevice } from "./add-device.tsx";
import { DeviceRow } from "./device-row.tsx";
import { moved } from "./device-state.ts";
import { useDeviceChange } from "./use-devices.ts";

export type PersonCardProps = {
  readonly person: PersonDevices;
  readonly mobilesCanRing: boolean;
  readonly canChange: boolean;
};

export function PersonCard({ person, mobilesCanRing, canChange }: PersonCardProps) {
  const t = useConsoleText();
  const change = useDeviceChange();
  const [adds, setAdds] = useState(false);
  const { agentId, devices, strategy } = person;
  const order = devices.map(({ id }) => id);
  const [waits, setWaits] = useState(false);
  // One change at a time: a second click would move what the first is still moving.
  const setRing = async (ring: { strategy?: RingStrategy; order?: string[] }) => {
    setWaits(true);
    await change(callEndpoint(endpoints.setRing, { params: { agentId }, body: ring }));
    setWaits(false);
  };
  return (
    <section
      className="console-card"
      aria-label={person.displayName}
      data-testid={`person-${person.extension}`}
    >
      <header className="devices-head">
        <h2>
          {person.displayName} <span className="t-soft t-figures">{person.extension}</span>
        </h2>
        <div className="devices-ring">
          <span className="t-soft">{t("devices.ring")}</span>
          <Segmented<RingStrategy>
            disabled={!canChange || waits || devices.length < 2}
            value={strategy}
            options={[
              { value: "together", label: t("devices.ring.together") },
              { value: "in-turn", label: t("devices.ring.in-turn") },
            ]}
            onChange={(chosen) => void setRing({ strategy: chosen })}
          />
          {canChange ? (
            <Button icon={<PlusOutlined />} onClick={() => setAdds(true)}>
              {t("devices.add")}
            </Button>
          ) : null}
        </div>
      </header>
      <ol className="devices-list">
        {devices.map((device, index) => (
          <DeviceRow
            key={device.id}
            device={device}
            place={index + 1}
            count={devices.length}
            strategy={strategy}
            mobilesCanRing={mobilesCanRing}
            canChange={canChange}
            canMove={!waits}
            onMove={(by) => void setRing({ order: moved(order, device.id, by) })}
          />
        ))}
      </ol>
      {adds ? <AddDevice person={person} onDone={() => setAdds(false)} /> : null}
    </section>
  );
}

// What a screen of the wallboard keeps and does: full screen, and the sound of a new alarm.
import { useEffect, useRef, useState } from "react";
import { AlarmSound } from "./alarm-sound.ts";

/** Whether the sound is on, and how to switch it; a new alarm is heard once. */
export function useAlarmSound(alarms: ReadonlySet<string>): readonly [boolean, () => void] {
  const [sound] = useState(() => new AlarmSound());
  const [isOn, setOn] = useState(false);
  const before = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const isNew = [...alarms].some((alarm) => !before.current.has(alarm));
    before.current = alarms;
    if (isNew && isOn) sound.play();
  }, [alarms, isOn, sound]);
  const toggle = () => {
    if (!isOn) {
      sound.unlock();
      sound.play();
    }
    setOn(!isOn);
  };
  return [isOn, toggle];
}

export function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen();
}

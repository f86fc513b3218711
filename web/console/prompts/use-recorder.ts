// Records from the microphone, and makes a WAV file of it, which the server takes as any other.
import { useEffect, useRef, useState } from "react";
import { wavOfBuffer } from "./wav-of-buffer.ts";

export function useRecorder() {
  const running = useRef<MediaRecorder>(null);
  const [seconds, setSeconds] = useState(0);
  const [isRecording, setRecording] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const [recorded, setRecorded] = useState<{ readonly sound: Blob; readonly url: string }>();
  useEffect(() => () => running.current?.stop(), []);
  useEffect(() => {
    if (!isRecording) return undefined;
    const timer = setInterval(() => setSeconds((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [isRecording]);
  useEffect(() => (recorded ? () => URL.revokeObjectURL(recorded.url) : undefined), [recorded]);

  const start = async () => {
    setRefused(false);
    setSeconds(0);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      const recorder = new MediaRecorder(stream);
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        setRecording(false);
        void wavOf(new Blob(parts)).then(
          (sound) => setRecorded({ sound, url: URL.createObjectURL(sound) }),
          () => setRefused(true),
        );
      };
      running.current = recorder;
      recorder.start();
      setRecording(true);
    } catch {
      setRefused(true);
    }
  };
  const stop = () => running.current?.stop();
  return { start, stop, seconds, isRecording, isRefused, ...recorded };
}

/** What the browser recorded, whatever its form. */
async function wavOf(made: Blob): Promise<Blob> {
  const context = new AudioContext();
  try {
    return wavOfBuffer(await context.decodeAudioData(await made.arrayBuffer()));
  } finally {
    await context.close();
  }
}

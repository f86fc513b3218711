// How loud a microphone is, ten times a second, and which microphones there are.
import type { MicrophoneProblem } from "#client/sip";

export type MicrophoneState = {
  /** 0 to 1: the level now, and the loudest so far. */
  readonly level: number;
  readonly peak: number;
  readonly devices: readonly { readonly deviceId: string; readonly label: string }[];
  readonly problem: MicrophoneProblem | undefined;
};

const measureMs = 100;
/** Speech close to the microphone has about this root mean square; it fills the meter. */
const fullScale = 0.25;

/** Listens until the returned function is called. */
export function listenTo(
  deviceId: string | undefined,
  onChange: (state: MicrophoneState) => void,
): () => void {
  let state: MicrophoneState = { level: 0, peak: 0, devices: [], problem: undefined };
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let context: AudioContext | undefined;
  let closed = false;
  const tell = (more: Partial<MicrophoneState>) => {
    state = { ...state, ...more };
    if (!closed) onChange(state);
  };
  const start = async () => {
    const audio = deviceId === undefined ? true : { deviceId: { ideal: deviceId } };
    stream = await navigator.mediaDevices.getUserMedia({ audio });
    if (closed) return stop();
    const all = await navigator.mediaDevices.enumerateDevices();
    tell({ devices: all.filter(({ kind }) => kind === "audioinput") });
    context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const level = Math.min(1, Math.sqrt(power) / fullScale);
      tell({ level, peak: Math.max(state.peak, level) });
    }, measureMs);
  };
  const stop = () => {
    closed = true;
    clearInterval(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    void context?.close();
    context = undefined;
  };
  if (navigator.mediaDevices) start().catch(() => tell({ problem: "denied" }));
  else tell({ problem: "insecure" });
  return stop;
}

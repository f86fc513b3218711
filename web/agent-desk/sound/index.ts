// Door of the sound's check and its live quality.
export { LiveQuality } from "./live-quality.tsx";
export { MicrophoneCheck } from "./microphone-check.tsx";

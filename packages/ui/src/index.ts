// Door of the shared look: React primitives and the theme. Nothing here fetches or knows a page's words.
// The waveform player has its own entry (`@tandem/ui/waveform-player`): only one page pays for its weight.
export { Button } from "./button.tsx";
export type { ButtonProps } from "./button.tsx";
export { Banner } from "./banner.tsx";
export type { BannerTone } from "./banner.tsx";
export { EmptyState, ErrorState, LoadingState } from "./page-states.tsx";
export { formatDuration, formatDurationMs } from "./duration.ts";
export { Keypad } from "./keypad.tsx";
export { isKeypadKey, keypadKeys, keypadTestId } from "./keypad-keys.ts";
export type { KeypadKey } from "./keypad-keys.ts";
export { LanguageSwitch } from "./language-switch.tsx";
export { StateBadge } from "./state-badge.tsx";
export { Timer } from "./timer.tsx";
export { tones } from "./tones.ts";
export type { Tone } from "./tones.ts";
export { useNow } from "./use-now.ts";
export { usePrefersDark } from "./use-prefers-dark.ts";

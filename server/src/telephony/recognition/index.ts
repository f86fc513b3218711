// Door of recognition: what callers say, as text, by an engine of the tenant's choice.
export { Recognition } from "./recognition-service.ts";
export type { ListeningWish, RecognitionOptions } from "./recognition-service.ts";
export type { Heard, ListeningEvents } from "./listening.ts";
export type { RecognitionSettings } from "./recognition-settings.ts";
export { localRecognizer } from "./local-recognizer.ts";
export { transcriptionRecognizer } from "./transcription-recognizer.ts";
export { webSocketRecognizer } from "./websocket-recognizer.ts";

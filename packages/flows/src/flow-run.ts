// What a run of a flow is, for one call: its state, what can happen to it, and what it wants done.
import type { CalendarId, FlowId, QueueId } from "@tandem/kernel";
import type { ResponseWords, Variables } from "./expressions.ts";
import type { FlowLanguage } from "./node-shapes.ts";

export type FlowPhase =
  | "answering"
  | "playing"
  | "prompting"
  | "collecting"
  | "hearing"
  | "queued"
  | "handed"
  | "asking"
  | "transferring"
  | "calling"
  | "requesting"
  | "looking-up"
  | "sending"
  | "farewell"
  | "ended";

export type FlowState = {
  readonly phase: FlowPhase;
  /** Empty before the first one. */
  readonly node: string;
  readonly answered: boolean;
  /** Wrong or missing keys in this menu so far. */
  readonly misses: number;
  /** Counts waits, so that an old timer or playback is told from the present one. */
  readonly wait: number;
  /** Keys pressed before the menu they are meant for: who knows the way does not wait for the words. */
  readonly typedAhead: string;
  /** Nodes entered so far. */
  readonly entered: number;
  /** What was set on the way here; left out while nothing was. */
  readonly variables?: Variables;
  /** Keys typed so far into a node that collects them. */
  readonly typed?: string;
  /** The wait in which it began to be listened to the caller; left out while it is not. */
  readonly listening?: number;
  /** How often the caller came through each loop guard. */
  readonly rounds?: Readonly<Record<string, number>>;
  /** That a node has set for the rest of the call. */
  readonly language?: FlowLanguage;
  /** What was noted of the call. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Steps that the caller goes before others. */
  readonly priority?: number;
  /** That who takes the caller has to know, by id, and how well at least. */
  readonly skills?: Readonly<Record<string, number>>;
  /** Numbers of the call; left out in runs of before they were kept. */
  readonly call?: CallNumbers;
};

/** Who called, and which number. */
export type CallNumbers = { readonly from: string; readonly to: string };

export type FlowInput =
  | { readonly kind: "start" }
  | { readonly kind: "answered" }
  | { readonly kind: "playback-finished"; readonly wait: number }
  | { readonly kind: "digit"; readonly digit: string }
  | { readonly kind: "timeout"; readonly wait: number }
  | { readonly kind: "served" }
  /** Whoever the caller was sent to does not take them: a queue, a person, a number, a flow. */
  | { readonly kind: "not-taken" }
  /** The flow that the caller was led through is over, and these are its values. */
  | { readonly kind: "returned"; readonly variables: Variables }
  | { readonly kind: "came-back"; readonly exit?: "otherwise" }
  /** The process was restarted, and with it whoever had the caller in hand. */
  | { readonly kind: "resumed" }
  /** The queue has no place: these words, and the end. */
  | { readonly kind: "dismissed"; readonly prompts: readonly string[] }
  | { readonly kind: "hours"; readonly open: boolean }
  | ({ readonly kind: "response"; readonly wait: number } & ResponseWords)
  /** The row that was looked up, by column; null: there is none. */
  | {
      readonly kind: "looked-up";
      readonly wait: number;
      readonly row: Readonly<Record<string, string>> | null;
    }
  /** The caller began to speak. `wait` of this and the next two: that of when it began to be listened. */
  | { readonly kind: "speech-began"; readonly wait: number }
  /** What the caller said, as far as it was understood; empty: not at all. */
  | { readonly kind: "heard"; readonly wait: number; readonly text: string }
  /** No engine is set, or it fails. */
  | { readonly kind: "not-listening"; readonly wait: number }
  /** Whether what is to be sent is kept until it is. */
  | { readonly kind: "message-taken"; readonly wait: number; readonly taken: boolean }
  /** The text could not be spoken. */
  | { readonly kind: "not-said"; readonly wait: number }
  /** No answer, or none that can be used; why is told elsewhere. */
  | { readonly kind: "no-response"; readonly wait: number };

/** Why a call is not taken, in words; what the caller's side is told for each is with the causes of legs. */
export const refusalCauses = [
  "busy",
  "closed",
  "congested",
  "unknown-number",
  "number-changed",
  "declined",
] as const;
export type RefusalCause = (typeof refusalCauses)[number];

/** What a survey asks, and how. */
type SurveyForm = {
  readonly questions: readonly { readonly name: string; readonly prompts: readonly string[] }[];
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly invalidPrompt: string;
  readonly noInputPrompt: string;
  readonly thanks: readonly string[];
};

/** For whom a message is taken, and how. */
type MessageForm = {
  readonly queueId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly greeting: readonly string[];
  readonly maxSeconds: number;
  readonly thanks: readonly string[];
};

/** What a server is asked. Secrets are named, not told: they are put in where it is sent. */
export type FlowRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Header → name of the secret that is its value. */
  readonly secretHeaders: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all tries together. */
  readonly timeoutSeconds: number;
  readonly retries: number;
};

/** How callers are listened to. */
export type FlowListening = {
  readonly language: FlowLanguage;
  /** Words that may well be said; engines understand them more easily. */
  readonly expected: readonly string[];
  /** What is said for longer is cut off. */
  readonly longestSeconds: number;
  /** Silence that means that the caller has spoken. */
  readonly pauseSeconds: number;
};

/** What is sent while the caller goes on. Connectors and secrets are named: they are put in where it is sent. */
export type FlowMessage =
  | {
      readonly kind: "text";
      /** By name: it says whether this is an SMS or an e-mail. */
      readonly connector: string;
      readonly to: string;
      readonly text: string;
      /** Of an e-mail; else empty. */
      readonly subject: string;
    }
  /** Without a body it tells of the call, where the method has a body at all. */
  | ({ readonly kind: "webhook" } & Omit<FlowRequest, "timeoutSeconds" | "retries">);

export type FlowEffect =
  | { readonly kind: "answer" }
  | {
      readonly kind: "play";
      readonly prompts: readonly string[];
      readonly language: FlowLanguage;
      readonly stopOnDigit: boolean;
      readonly wait: number;
    }
  /** A key stops it; what is said is over as a playback is. */
  | { readonly kind: "say"; readonly text: string; readonly language: FlowLanguage; readonly wait: number }
  /** Until the node is left, or the caller has said something. */
  | ({ readonly kind: "listen"; readonly wait: number } & FlowListening)
  | { readonly kind: "stop-sound" }
  | { readonly kind: "set-timer"; readonly seconds: number; readonly wait: number }
  | {
      readonly kind: "enqueue";
      readonly queueId: QueueId;
      readonly language: FlowLanguage;
      readonly priority: number;
      readonly skills: Readonly<Record<string, number>>;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly kind: "ask-survey"; readonly node: SurveyForm; readonly language: FlowLanguage }
  | { readonly kind: "take-message"; readonly node: MessageForm; readonly language: FlowLanguage }
  | { readonly kind: "ask-callback"; readonly queueId: QueueId; readonly language: FlowLanguage }
  | {
      readonly kind: "put-through";
      readonly to:
        | { readonly kind: "person"; readonly agentId: string }
        | { readonly kind: "number"; readonly number: string }
        | { readonly kind: "flow"; readonly flowId: FlowId };
    }
  | { readonly kind: "call-flow"; readonly flowId: FlowId; readonly given: Variables }
  | { readonly kind: "return" }
  | { readonly kind: "look-up"; readonly table: string; readonly key: string; readonly wait: number }
  | { readonly kind: "tag"; readonly node: string; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: "ask-hours"; readonly calendarId: CalendarId }
  | { readonly kind: "send-request"; readonly request: FlowRequest; readonly wait: number }
  | { readonly kind: "send-message"; readonly message: FlowMessage; readonly wait: number }
  /** A value of what was to be sent could not be said. */
  | { readonly kind: "message-unsaid"; readonly node: string; readonly of: "message" | "webhook" }
  | { readonly kind: "hang-up" }
  | { readonly kind: "refuse"; readonly cause: RefusalCause }
  | { readonly kind: "entered"; readonly node: string; readonly type: string }
  | {
      readonly kind: "chosen";
      readonly node: string;
      readonly digit: string;
      readonly valid: boolean;
      /** By its word, not by the key. */
      readonly said?: true;
    };

export type FlowStep = { readonly state: FlowState; readonly effects: readonly FlowEffect[] };

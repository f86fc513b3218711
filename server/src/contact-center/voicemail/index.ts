// Door of voicemail: messages of callers, for a queue or a person.
export { Mailboxes } from "./mailboxes.ts";
export { getMessage, keepMessages, listMessages, setMessageState } from "./message-store.ts";
export type { ListedMessage, MailboxScope } from "./message-store.ts";
export { MailboxSettings } from "./mailbox-settings.ts";
export { UnansweredCalls } from "./unanswered-calls.ts";
export { MessageReturns } from "./message-returns.ts";
export { keptVoicemailFacts } from "./voicemail-facts.ts";
export type { Mailbox, VoicemailFact } from "./voicemail-facts.ts";
export { Voicemails } from "./voicemail-service.ts";
export { voicemailContribution } from "./voicemail-contribution.ts";

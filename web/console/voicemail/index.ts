// Door of the mailboxes' page.
export { VoicemailPage } from "./voicemail-page.tsx";

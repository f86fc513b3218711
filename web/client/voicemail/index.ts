// Door of messages that callers left, as desk and console show them.
export { MessageList } from "./message-list.tsx";

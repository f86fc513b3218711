// What a response of ours may carry beside its status.
import type { HeaderList, MessageBody } from "../message/index.ts";

export type RespondOptions = { reason?: string; headers?: HeaderList; body?: MessageBody };

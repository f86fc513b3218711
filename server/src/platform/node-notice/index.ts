// Door of the node notice: how programs of this machine's operator find the node that runs on a data directory.
export {
  createOperatorToken,
  isOperator,
  localAddress,
  postNodeNotice,
  readNodeNotice,
} from "./node-notice.ts";
export type { NodeNotice, NodeNoticeError } from "./node-notice.ts";

// Who may do what: the one table that every check reads.
import type { Role } from "#platform/database";

const actions = {
  /** Sign on at the agent desk, take calls, set one's own presence. */
  "desk.use": ["agent", "supervisor", "admin"],
  "calls.read.own": ["agent", "supervisor", "admin"],
  "calls.read.all": ["supervisor", "admin"],
  /** Let a speech engine hear live calls. */
  "calls.tap": ["admin"],
  "recordings.play.own": ["agent", "supervisor", "admin"],
  /** Leave out of the recording of one's own call what must not be kept, such as card numbers. */
  "recordings.pause": ["agent", "supervisor", "admin"],
  "recordings.play.all": ["supervisor", "admin"],
  /** Delete recordings, hold them, say how long they are kept. */
  "recordings.delete": ["admin"],
  /** The live picture of queues and agents. */
  "floor.watch": ["supervisor", "admin"],
  /** Say from where on a queue's figures are an alarm. */
  "floor.limits": ["supervisor", "admin"],
  /** Listen to a live call of others, whisper to its agent, speak with both, or take it over. */
  "calls.supervise": ["supervisor", "admin"],
  /** Figures of all queues and agents; agents are judged by them and do not see those of others. */
  "reports.read": ["supervisor", "admin"],
  "configuration.read": ["supervisor", "admin"],
  "configuration.write": ["admin"],
  /** State of the node: trunks, media, database. */
  "system.read": ["admin"],
  /** Change what holds for the node: free a banned source, ban one. */
  "system.write": ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof actions;

/** True when the role may carry out the action. */
export function allows(role: Role, action: Action): boolean {
  const roles: readonly Role[] = actions[action];
  return roles.includes(role);
}

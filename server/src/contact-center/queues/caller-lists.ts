// What is known of callers by their numbers: who goes first, who is let into no queue, and with whom each spoke last.
import type { AgentId, TenantId } from "@tandem/kernel";
import { LastAgents } from "./last-agents.ts";
import type { LastTalk } from "./last-agents.ts";
import type { ListedNumber } from "./listed-number-store.ts";

export type Lists = {
  /** Steps of priority by number. */
  readonly important: ReadonlyMap<string, number>;
  readonly blocked: ReadonlySet<string>;
};

export class CallerLists {
  readonly #lists = new Map<TenantId, Lists>();
  readonly #lastAgents = new LastAgents();

  /** Puts these in the place of all that the tenant had. */
  replace(tenantId: TenantId, listed: readonly ListedNumber[]): Lists {
    const important = new Map<string, number>();
    const blocked = new Set<string>();
    for (const { number, priority } of listed) {
      if (priority === null) blocked.add(number);
      else important.set(number, priority);
    }
    const lists = { important, blocked };
    this.#lists.set(tenantId, lists);
    return lists;
  }

  isBlocked(tenantId: TenantId, number: string): boolean {
    return this.#lists.get(tenantId)?.blocked.has(number) ?? false;
  }

  noteTalk(tenantId: TenantId, talk: LastTalk): void {
    this.#lastAgents.note(tenantId, talk);
  }

  /** Undefined when that was before `since` (epoch ms), or never. */
  lastAgent(tenantId: TenantId, number: string, since: number): AgentId | undefined {
    return this.#lastAgents.find(tenantId, number, since);
  }
}

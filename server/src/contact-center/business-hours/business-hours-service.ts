// The calendars of all tenants, in memory, and whether each is open now: looked at again as each minute begins.
import type { CalendarId, Clock, TenantId } from "@tandem/kernel";
import { isOpenAt } from "./business-hours.ts";
import type { CalendarRecord } from "./calendar-store.ts";

type Entry = { readonly record: CalendarRecord; readonly timeZone: string; open: boolean };

/** Spans begin and end with a minute. */
const lookEveryMs = 60_000;

export class BusinessHours {
  readonly #clock: Clock;
  readonly #entries = new Map<CalendarId, Entry>();
  readonly #listeners = new Set<(tenantId: TenantId) => void>();
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts these in the place of all that the tenant had. */
  replace(tenantId: TenantId, timeZone: string, records: readonly CalendarRecord[]): void {
    for (const [id, { record }] of this.#entries) if (record.tenantId === tenantId) this.#entries.delete(id);
    for (const record of records) {
      const open = isOpenAt(record, this.#clock.now(), timeZone);
      this.#entries.set(record.id, { record, timeZone, open });
    }
    this.#tell(tenantId);
  }

  ofTenant(tenantId: TenantId): { readonly record: CalendarRecord; readonly open: boolean }[] {
    return [...this.#entries.values()].filter(({ record }) => record.tenantId === tenantId);
  }

  has(tenantId: TenantId, calendarId: CalendarId): boolean {
    return this.#entries.get(calendarId)?.record.tenantId === tenantId;
  }

  /** A calendar that is not there turns nobody away. */
  isOpen(tenantId: TenantId, calendarId: CalendarId): boolean {
    const entry = this.#entries.get(calendarId);
    return entry?.record.tenantId === tenantId ? entry.open : true;
  }

  /** Hears of tenants one of whose calendars opened, closed or was changed. */
  onChange(listener: (tenantId: TenantId) => void): void {
    this.#listeners.add(listener);
  }

  start(): void {
    const now = this.#clock.now();
    this.#cancel = this.#clock.after(lookEveryMs - (now % lookEveryMs), () => {
      this.#look();
      this.start();
    });
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const now = this.#clock.now();
    const changed = new Set<TenantId>();
    for (const entry of this.#entries.values()) {
      const open = isOpenAt(entry.record, now, entry.timeZone);
      if (open !== entry.open) changed.add(entry.record.tenantId);
      entry.open = open;
    }
    for (const tenantId of changed) this.#tell(tenantId);
  }

  #tell(tenantId: TenantId): void {
    for (const listener of this.#listeners) listener(tenantId);
  }
}

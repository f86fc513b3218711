// Which queue and day are asked about, as it stands in the address.

export type WhatIfAddress = { readonly queueId: string | undefined; readonly day: string };

/** Pure; what makes no sense is left out. `today`: in the tenant's time zone. */
export function readWhatIfAddress(query: URLSearchParams, today: string): WhatIfAddress {
  const day = query.get("day") ?? "";
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  return { queueId: query.get("queue") ?? undefined, day: isDay && day < today ? day : dayBefore(today) };
}

/** Pure: reads back as the same queue, and the day when there is one. */
export function whatIfAddress({ queueId, day }: Partial<WhatIfAddress>): string {
  const query = new URLSearchParams();
  if (queueId !== undefined) query.set("queue", queueId);
  if (day !== undefined) query.set("day", day);
  return `/console/what-if?${query.toString()}`;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

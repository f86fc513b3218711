// Door of what-if: a queue's recorded day replayed through the routing engine, as it was and with changes.
export { loadRecordedDay } from "./day-store.ts";
export type { DayFailure } from "./day-store.ts";
export type { DayFigures } from "./figures.ts";
export { halfHoursBetween, spansWhere } from "./half-hours.ts";
export type { RecordedDay } from "./recorded-day.ts";
export { changedQueue } from "./what-if.ts";
export type { Spread, WhatIfChanges, WhatIfResult } from "./what-if.ts";
export { WhatIfRuns } from "./what-if-service.ts";
export type { WhatIfFailure } from "./what-if-service.ts";

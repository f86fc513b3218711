// Door of call-records: the story of every ended call.
export { CallRecords } from "./call-record-service.ts";
export type { CallFold, CallRecordsOptions, Closing, OpenRecording } from "./call-record-service.ts";
export { joinedPeriods } from "./call-record.ts";
export type { Contributor, RecordContribution } from "./call-record.ts";
export { getCallRecord, getRecording, listCallRecords } from "./call-query-store.ts";
export type { CallFilter, ListedCall, WholeCall } from "./call-query-store.ts";

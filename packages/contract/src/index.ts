// Door of the contract: every shape that crosses between server, browsers and API clients.
import * as businessHoursApi from "./business-hours-api.ts";
import * as alarmsApi from "./alarms-api.ts";
import * as callbacksApi from "./callbacks-api.ts";
import * as callsApi from "./calls-api.ts";
import * as configurationApi from "./configuration-api.ts";
import * as dataTablesApi from "./data-tables-api.ts";
import * as deskApi from "./desk-api.ts";
import * as deskRulesApi from "./desk-rules-api.ts";
import * as devicesApi from "./devices-api.ts";
import * as dispositionsApi from "./dispositions-api.ts";
import type { Endpoint } from "./endpoint.ts";
import * as floorControlApi from "./floor-control-api.ts";
import * as flowsApi from "./flows-api.ts";
import * as flowVersionsApi from "./flow-versions-api.ts";
import * as ladderApi from "./ladder-api.ts";
import * as listedNumbersApi from "./listed-numbers-api.ts";
import * as messageConnectorsApi from "./message-connectors-api.ts";
import * as numbersApi from "./numbers-api.ts";
import * as queuesApi from "./queues-api.ts";
import * as remindersApi from "./reminders-api.ts";
import * as routingApi from "./routing-api.ts";
import * as outboundApi from "./outbound-api.ts";
import * as parkingApi from "./parking-api.ts";
import * as peopleApi from "./people-api.ts";
import * as phoneApi from "./phone-api.ts";
import * as promptsApi from "./prompts-api.ts";
import * as recognitionApi from "./recognition-api.ts";
import * as qualityApi from "./quality-api.ts";
import * as secretsApi from "./secrets-api.ts";
import * as securityApi from "./security-api.ts";
import * as signInApi from "./sign-in-api.ts";
import * as audioTapApi from "./audio-tap-api.ts";
import * as recordingKeysApi from "./recording-keys-api.ts";
import * as surveysApi from "./surveys-api.ts";
import * as voicemailsApi from "./voicemails-api.ts";
import * as supervisionApi from "./supervision-api.ts";
import * as reportsApi from "./reports-api.ts";
import * as recordingsApi from "./recordings-api.ts";
import * as systemApi from "./system-api.ts";
import * as trunksApi from "./trunks-api.ts";
import * as whatIfApi from "./what-if-api.ts";

export { bytesOf, problemSchema } from "./endpoint.ts";
export type { Access, Endpoint, Problem } from "./endpoint.ts";
export type { AwayReason, Locale, Presence, Role, WorkState } from "./shapes.ts";
export { legEndingSchema } from "./calls-api.ts";
export type { Me } from "./sign-in-api.ts";
export type { PhoneCredential } from "./phone-api.ts";
export type {
  CallDetail,
  CallLegRecord,
  CallSummary,
  EndCause,
  LegEnding,
  RecordingRecord,
  RecordingSegment,
  TimelineEntry,
} from "./calls-api.ts";
export type { Colleague } from "./desk-api.ts";
export type { Disposition } from "./dispositions-api.ts";
export { isWarnedFirst } from "./alarms-api.ts";
export type { AlarmDelivery, AlarmFigure, AlarmRecipient, Thresholds } from "./alarms-api.ts";
export type { AwayReasonSetting, DeskRulesView } from "./desk-rules-api.ts";
export type { Ladder, LadderMessage, LadderParty } from "./ladder-api.ts";
export type { CallQuality, LegQuality } from "./quality-api.ts";
export type { DataTableView } from "./data-tables-api.ts";
export type { ConnectorView, OutgoingMessageView } from "./message-connectors-api.ts";
export type { PromptView, SpeechSettingsView } from "./prompts-api.ts";
export type { RecognitionSettingsView } from "./recognition-api.ts";
export type { SecretView } from "./secrets-api.ts";
export type { Setup } from "./configuration-api.ts";
export type {
  Ban,
  BanReason,
  DiallingLimits,
  DiallingView,
  NodeSecurity,
  NodeSecurityFact,
  Offence,
  TenantSecurityFact,
} from "./security-api.ts";
export type { CallbackView } from "./callbacks-api.ts";
export type { VoicemailView } from "./voicemails-api.ts";
export type { SurveyFiguresView } from "./surveys-api.ts";
export type {
  FlowDraft,
  FlowInsight,
  FlowListing,
  FlowProblem,
  FlowPublication,
} from "./flow-versions-api.ts";
export type { SupervisionMode } from "./supervision-api.ts";
export type { RecordingPolicy } from "./recordings-api.ts";
export type { CertificateStatus, SystemStatus } from "./system-api.ts";
export { trunkSettingsSchema } from "./trunks-api.ts";
export type { CallLimits, NumberView } from "./numbers-api.ts";
export type { Report, ReportFigures, ReportQuery, ReportRow } from "./reports-api.ts";
export type { OverflowRule, RoutingView } from "./routing-api.ts";
export type { QueueInput, QueueUse } from "./queues-api.ts";
export type { ListedNumberView } from "./listed-numbers-api.ts";
export type { CalendarInput, CalendarView } from "./business-hours-api.ts";
export type { PersonAccess, PersonUse, PersonView } from "./people-api.ts";
export type { Reminder } from "./reminders-api.ts";
export type { WhatIf, WhatIfChanges, WhatIfFigures } from "./what-if-api.ts";
export type { NumberFormat, TrunkInput, TrunkLive, TrunkState, TrunkView } from "./trunks-api.ts";
export type {
  DeskPhoneMake,
  DeviceKind,
  DeviceSecret,
  DeviceView,
  PersonDevices,
  RingStrategy,
} from "./devices-api.ts";
export { liveMessageSchema, liveStateSchema } from "./live-api.ts";
export type {
  AgentLive,
  CallLive,
  DeskContact,
  DeskLive,
  DeskOutbound,
  DeskOwnCall,
  LiveChange,
  LiveMessage,
  AlarmLive,
  LiveState,
  ParkedLive,
  QueueLive,
  SoundAlertLive,
} from "./live-api.ts";

export { audioTapPath } from "./audio-tap-api.ts";
export type { KeyRotation } from "./recording-keys-api.ts";

/** Every endpoint by name; the OpenAPI document lists them in this order. */
export const endpoints = {
  signIn: signInApi.signIn,
  signInByLink: signInApi.signInByLink,
  signOut: signInApi.signOut,
  getMe: signInApi.getMe,
  updateMe: signInApi.updateMe,
  createPhoneCredential: phoneApi.createPhoneCredential,
  createVisitorCall: phoneApi.createVisitorCall,
  setPresence: deskApi.setPresence,
  finishWrapUp: deskApi.finishWrapUp,
  extendWrapUp: deskApi.extendWrapUp,
  listDispositions: dispositionsApi.listDispositions,
  setDispositions: dispositionsApi.setDispositions,
  placeTestCall: deskApi.placeTestCall,
  listColleagues: deskApi.listColleagues,
  withdrawTransfer: deskApi.withdrawTransfer,
  mergeCalls: deskApi.mergeCalls,
  setRecordingPaused: deskApi.setRecordingPaused,
  getOutboundChoices: outboundApi.getOutboundChoices,
  placeCall: outboundApi.placeCall,
  parkCall: parkingApi.parkCall,
  pickUpCall: parkingApi.pickUpCall,
  listReminders: remindersApi.listReminders,
  createReminder: remindersApi.createReminder,
  finishReminder: remindersApi.finishReminder,
  superviseCall: supervisionApi.superviseCall,
  takeOverCall: supervisionApi.takeOverCall,
  leaveCall: supervisionApi.leaveCall,
  forcePresence: floorControlApi.forcePresence,
  signOutAgent: floorControlApi.signOutAgent,
  moveAgent: floorControlApi.moveAgent,
  assignCaller: floorControlApi.assignCaller,
  getDeskRules: deskRulesApi.getDeskRules,
  setDeskRules: deskRulesApi.setDeskRules,
  setQueueDeskRules: deskRulesApi.setQueueDeskRules,
  setQueueSignIn: deskRulesApi.setQueueSignIn,
  listCalls: callsApi.listCalls,
  getCall: callsApi.getCall,
  getRecordingAudio: callsApi.getRecordingAudio,
  listVoicemails: voicemailsApi.listVoicemails,
  setVoicemailState: voicemailsApi.setVoicemailState,
  getMailbox: voicemailsApi.getMailbox,
  setMailbox: voicemailsApi.setMailbox,
  returnVoicemail: voicemailsApi.returnVoicemail,
  getVoicemailAudio: voicemailsApi.getVoicemailAudio,
  getSurveyReport: surveysApi.getSurveyReport,
  listCallbacks: callbacksApi.listCallbacks,
  cancelCallback: callbacksApi.cancelCallback,
  listCallbacksOfCall: callbacksApi.listCallbacksOfCall,
  tellMachine: callbacksApi.tellMachine,
  getCallbackReport: callbacksApi.getCallbackReport,
  getCallQuality: qualityApi.getCallQuality,
  getSignalling: ladderApi.getSignalling,
  getSignallingCapture: ladderApi.getSignallingCapture,
  getSetup: configurationApi.getSetup,
  listTrunks: trunksApi.listTrunks,
  createTrunk: trunksApi.createTrunk,
  updateTrunk: trunksApi.updateTrunk,
  deleteTrunk: trunksApi.deleteTrunk,
  checkTrunk: trunksApi.checkTrunk,
  placeTrunkTestCall: trunksApi.placeTrunkTestCall,
  listNumbers: numbersApi.listNumbers,
  createNumber: numbersApi.createNumber,
  updateNumber: numbersApi.updateNumber,
  deleteNumber: numbersApi.deleteNumber,
  createQueue: queuesApi.createQueue,
  updateQueue: queuesApi.updateQueue,
  getQueueUse: queuesApi.getQueueUse,
  deleteQueue: queuesApi.deleteQueue,
  getSkillUse: queuesApi.getSkillUse,
  getRouting: routingApi.getRouting,
  setQueueRouting: routingApi.setQueueRouting,
  setAgentSkills: routingApi.setAgentSkills,
  createSkill: routingApi.createSkill,
  deleteSkill: routingApi.deleteSkill,
  listListedNumbers: listedNumbersApi.listListedNumbers,
  setListedNumber: listedNumbersApi.setListedNumber,
  deleteListedNumber: listedNumbersApi.deleteListedNumber,
  getFlowDocumentSchema: flowsApi.getFlowDocumentSchema,
  checkFlow: flowsApi.checkFlow,
  listFlows: flowVersionsApi.listFlows,
  createFlow: flowVersionsApi.createFlow,
  renameFlow: flowVersionsApi.renameFlow,
  deleteFlow: flowVersionsApi.deleteFlow,
  getFlowDraft: flowVersionsApi.getFlowDraft,
  saveFlowDraft: flowVersionsApi.saveFlowDraft,
  publishFlow: flowVersionsApi.publishFlow,
  callOffFlowPublication: flowVersionsApi.callOffFlowPublication,
  getFlowHistory: flowVersionsApi.getFlowHistory,
  getFlowVersion: flowVersionsApi.getFlowVersion,
  callFlowDraft: flowVersionsApi.callFlowDraft,
  getFlowInsight: flowVersionsApi.getFlowInsight,
  listCallsInNode: flowVersionsApi.listCallsInNode,
  listPrompts: promptsApi.listPrompts,
  setPrompt: promptsApi.setPrompt,
  speakPrompt: promptsApi.speakPrompt,
  getPromptAudio: promptsApi.getPromptAudio,
  deletePrompt: promptsApi.deletePrompt,
  getSpeechSettings: promptsApi.getSpeechSettings,
  setSpeechSettings: promptsApi.setSpeechSettings,
  trySpeech: promptsApi.trySpeech,
  listSpeechModels: promptsApi.listSpeechModels,
  getRecognitionSettings: recognitionApi.getRecognitionSettings,
  setRecognitionSettings: recognitionApi.setRecognitionSettings,
  tryRecognition: recognitionApi.tryRecognition,
  listDataTables: dataTablesApi.listDataTables,
  setDataTable: dataTablesApi.setDataTable,
  getDataTable: dataTablesApi.getDataTable,
  deleteDataTable: dataTablesApi.deleteDataTable,
  listMessageConnectors: messageConnectorsApi.listMessageConnectors,
  setMessageConnector: messageConnectorsApi.setMessageConnector,
  deleteMessageConnector: messageConnectorsApi.deleteMessageConnector,
  tryMessageConnector: messageConnectorsApi.tryMessageConnector,
  listOutgoingMessages: messageConnectorsApi.listOutgoingMessages,
  listSecrets: secretsApi.listSecrets,
  setSecret: secretsApi.setSecret,
  deleteSecret: secretsApi.deleteSecret,
  listCalendars: businessHoursApi.listCalendars,
  createCalendar: businessHoursApi.createCalendar,
  updateCalendar: businessHoursApi.updateCalendar,
  deleteCalendar: businessHoursApi.deleteCalendar,
  getCallLimits: numbersApi.getCallLimits,
  setCallLimits: numbersApi.setCallLimits,
  setQueueThresholds: alarmsApi.setQueueThresholds,
  listAlarmRecipients: alarmsApi.listAlarmRecipients,
  createAlarmRecipient: alarmsApi.createAlarmRecipient,
  deleteAlarmRecipient: alarmsApi.deleteAlarmRecipient,
  testAlarmRecipient: alarmsApi.testAlarmRecipient,
  listPeople: peopleApi.listPeople,
  createPerson: peopleApi.createPerson,
  updatePerson: peopleApi.updatePerson,
  getPersonUse: peopleApi.getPersonUse,
  setPersonDisabled: peopleApi.setPersonDisabled,
  resetPassword: peopleApi.resetPassword,
  deletePerson: peopleApi.deletePerson,
  listDevices: devicesApi.listDevices,
  createDevice: devicesApi.createDevice,
  updateDevice: devicesApi.updateDevice,
  deleteDevice: devicesApi.deleteDevice,
  renewDeviceSecret: devicesApi.renewDeviceSecret,
  openProvisioning: devicesApi.openProvisioning,
  setRing: devicesApi.setRing,
  getProvisioningFile: devicesApi.getProvisioningFile,
  getNodeSecurity: securityApi.getNodeSecurity,
  createBan: securityApi.createBan,
  deleteBan: securityApi.deleteBan,
  listSecurityFacts: securityApi.listSecurityFacts,
  getDiallingLimits: securityApi.getDiallingLimits,
  setDiallingLimits: securityApi.setDiallingLimits,
  getSystemStatus: systemApi.getSystemStatus,
  rotateRecordingKeys: recordingKeysApi.rotateRecordingKeys,
  getRecordingPolicy: recordingsApi.getRecordingPolicy,
  setRecordingPolicy: recordingsApi.setRecordingPolicy,
  deleteRecording: recordingsApi.deleteRecording,
  holdRecording: recordingsApi.holdRecording,
  offerAudioTap: audioTapApi.offerAudioTap,
  getReport: reportsApi.getReport,
  exportReport: reportsApi.exportReport,
  runWhatIf: whatIfApi.runWhatIf,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;

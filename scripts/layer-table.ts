// Who may import whom: the table of the architecture, as data. Change it together with ARCHITECTURE.md.

/** Workspace packages and the workspace packages that each may import. */
export const packageTable: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  sdp: ["kernel"],
  sip: ["kernel", "sdp"],
  media: ["kernel", "sdp"],
  contract: [],
  // Types of the kernel alone: pages import it too, and the kernel draws on Node.
  flows: ["kernel"],
  ui: [],
};

/** The web applications see the server only through the contract; flows are pure and are drawn and tried in the page. */
export const webMayImport: readonly string[] = ["contract", "flows", "ui"];

export type LayerRule = {
  readonly packages: readonly string[];
  /** Other layers whose module doors may be imported. */
  readonly layers: readonly string[];
  /** Layers of which only types (facts) may be imported. */
  readonly factsOf?: readonly string[];
  /** The layer is one module: its files may import one another. */
  readonly oneModule?: boolean;
};

/** Folders of server/src. A folder not listed here is a finding. */
export const layerTable: Readonly<Record<string, LayerRule>> = {
  platform: { packages: ["kernel"], layers: [] },
  telephony: { packages: ["sip", "media", "sdp", "kernel"], layers: ["platform"] },
  "contact-center": { packages: ["flows", "kernel"], layers: ["telephony", "platform"] },
  "after-call": { packages: ["kernel"], layers: ["platform"], factsOf: ["contact-center", "telephony"] },
  http: {
    packages: ["contract", "flows", "kernel"],
    layers: ["platform", "telephony", "contact-center", "after-call"],
    oneModule: true,
  },
  // Entry of its own process.
  "media-host": { packages: ["media", "kernel"], layers: ["platform"], oneModule: true },
};

/** Edges between modules of one layer, as module → modules. */
export const sameLayerEdges: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  platform: { "first-run": ["identity"], vault: ["identity"] },
  // A module that hears the facts of those below it may name them: docs/adr/0007-layer-edges.md.
  telephony: {
    bridges: ["calls"],
    recordings: ["bridges", "calls"],
    "audio-taps": ["bridges", "calls"],
    "voice-quality": ["calls"],
    "call-records": ["calls", "bridges", "recordings"],
    "soft-phone": ["calls"],
    "direct-calls": ["calls", "bridges", "call-records"],
    endpoints: ["calls"],
    presence: ["calls"],
    provisioning: ["endpoints"],
    speech: ["prompts", "speech-models"],
    recognition: ["calls", "speech-models"],
  },
  "contact-center": {
    "entry-points": ["flows"],
    flows: ["callbacks", "data-tables", "flow-messages", "flow-requests", "queues", "surveys", "voicemail"],
    surveys: ["dialogues"],
    voicemail: ["dialogues"],
    queues: ["agents", "routing"],
    simulation: ["routing"],
    "what-if": ["metrics", "routing", "simulation"],
    transfers: ["agents", "entry-points", "flows", "queues"],
    metrics: ["agents", "queues"],
    outbound: ["agents"],
    overflow: ["flows", "queues"],
    parking: ["agents", "queues"],
    supervision: ["agents", "callbacks", "metrics", "overflow", "parking", "queues", "transfers"],
    callbacks: ["dialogues", "queues"],
    campaigns: ["queues", "agents"],
  },
};

/** The ground of a layer: modules that its other modules stand on. */
export const groundModules: Readonly<Record<string, readonly string[]>> = {
  platform: ["database", "logging", "tenancy"],
  telephony: ["media-client"],
};

/** Between ground modules of one layer, as module → modules. */
export const groundEdges: Readonly<Record<string, readonly string[]>> = {
  tenancy: ["database", "logging"],
  database: ["logging"],
};

/** A dash-suffix that names a role has one spelling: -service, -store, -routes, -facts. These are other words for them. */
export const bannedSuffixes: readonly string[] = [
  "controller",
  "dao",
  "handler",
  "impl",
  "model",
  "repository",
  "router",
  "util",
];

/** Names that catch everything, for files and folders. */
export const bannedNames: readonly string[] = [
  "base",
  "common",
  "helper",
  "helpers",
  "manager",
  "misc",
  "shared",
  "util",
  "utils",
];

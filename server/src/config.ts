// A node's settings: one schema, and where each value came from.
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { availableParallelism, networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { browserCodecs, phoneCodecs } from "@tandem/sdp";
import { z } from "zod";

const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const port = wholeNumber
  .pipe(z.int().min(0).max(65_535))
  .describe("a port from 0 to 65535 (0: any free one)");
const address = z
  .string()
  .refine((text) => isIP(text) > 0)
  .describe("an IPv4 or IPv6 address");

/** Ports in pairs (RTP, RTCP), so a range starts on an even port and ends on an odd one. */
const portRange = z
  .string()
  .regex(/^\d+-\d+$/)
  .transform((text) => {
    const [first = 0, last = 0] = text.split("-").map(Number);
    return { first, last };
  })
  .refine(
    ({ first, last }) => first >= 1024 && first < last && last <= 65_535 && first % 2 === 0 && last % 2 === 1,
  )
  .describe("FIRST-LAST between 1024 and 65535, FIRST even and LAST odd, such as 20000-29999");

const databaseUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ""))
  .optional()
  .describe("postgres://USER:PASSWORD@HOST:PORT/DATABASE");

/** Where Homer listens; an IPv6 address in brackets. */
const hostAndPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/)
  .transform((text) => {
    const colon = text.lastIndexOf(":");
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port: number }) => number >= 1 && number <= 65_535)
  .optional()
  .describe("HOST:PORT, to which SIP messages are sent as HEP3 over UDP");

/** Sources that are never banned. */
const addressRanges = z
  .string()
  .regex(/^[0-9a-fA-F.:/, ]+$/)
  .transform((text) =>
    text
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  )
  .refine((texts) => texts.every((text) => isIP(text.split("/", 1)[0] as string) > 0))
  .optional()
  .describe("addresses and ranges that are never banned, such as 203.0.113.7,198.51.100.0/24");

/** Where sound comes to: at most one address of each family. */
const mediaAddresses = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value.split(",") : value))
  .transform((texts) => texts.map((text) => text.trim()))
  .refine((texts) => texts.length > 0 && texts.every((text) => isIP(text) > 0))
  .refine((texts) => new Set(texts.map((text) => isIP(text))).size === texts.length)
  .optional()
  .describe(
    "an IPv4 address, an IPv6 address, or both, the usual one first, such as 203.0.113.7,2001:db8::7",
  );

/** Codecs of the SDP, best first. */
const codecNames = ["PCMA", "PCMU", "G722", "opus", "L16"] as const;
const codecList = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value.split(",") : value))
  .transform((texts) =>
    texts.map((text) => codecNames.find((name) => name.toLowerCase() === text.trim().toLowerCase())),
  )
  .pipe(z.array(z.enum(codecNames)).min(1))
  .refine((codecs) => new Set(codecs).size === codecs.length)
  .describe(`codecs in order, best first, each once, of ${codecNames.join(",")}`);

const schema = z.object({
  dataDir: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .describe("a folder"),
  databaseUrl,
  httpAddress: address,
  httpPort: port,
  httpsPort: port,
  sipAddress: address,
  sipPort: port,
  sipsPort: port,
  tlsDir: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .optional()
    .describe(
      "a folder of certificates: NAME.crt.pem with NAME.key.pem; tls in the data directory when not set",
    ),
  sipAllowed: addressRanges,
  recordingKeyFile: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .optional()
    .describe(
      "a file with the operator's key of recordings; recordings.key in the data directory when not set",
    ),
  recordingStore: z
    .enum(["local", "s3"])
    .describe("local (the data directory) or s3 (moved to an S3-compatible store when a call is over)"),
  s3Endpoint: z
    .string()
    .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""))
    .transform((text) => text.replace(/\/+$/, ""))
    .optional()
    .describe("http(s)://HOST:PORT of the store; Amazon's of the region when not set"),
  s3Region: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .describe("a region, such as eu-central-1"),
  s3Bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .optional()
    .describe("the name of a bucket: 3 to 63 small letters, digits, dots and hyphens"),
  s3Prefix: z
    .string()
    .regex(/^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*([A-Za-z0-9_-][A-Za-z0-9._-]*)?$/)
    .transform((text) => (text === "" || text.endsWith("/") ? text : `${text}/`))
    .describe("a folder in the bucket, such as tandem/recordings"),
  s3AccessKeyId: z.string().min(1).optional().describe("the id of an access key of the store"),
  s3SecretAccessKey: z.string().min(1).optional().describe("the secret of that access key"),
  s3WaitLimitMb: wholeNumber
    .pipe(z.int().min(1).max(1_048_576))
    .describe("MB of recordings that may wait on this disk for the store before there is an alarm"),
  smtpUrl: z
    .string()
    .refine((text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? ""))
    .optional()
    .describe("smtp(s)://USER:PASSWORD@HOST:PORT of the server that sends alarms by mail"),
  mailFrom: z.string().regex(/@/).optional().describe("the sender of these mails, an address"),
  webhookAllowed: addressRanges.describe(
    "addresses and ranges of one's own network that webhooks and requests of flows may reach, such as 10.1.0.0/16",
  ),
  speechModels: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .optional()
    .describe("a folder of models that understand and speak, each in a folder of its own"),
  rtpPorts: portRange,
  publicAddress: address,
  audioTap: z
    .enum(["off", "on"])
    .describe("off, or on: administrators may let speech engines hear live calls"),
  mediaAddresses,
  codecs: codecList,
  browserCodecs: codecList,
  rtpTimeoutSeconds: wholeNumber
    .pipe(z.int().min(5).max(86_400))
    .describe(
      "seconds from 5 to 86400 without sound from a phone that does not hold, after which its call ends",
    ),
  mediaWorkers: wholeNumber.pipe(z.int().min(1).max(64)).describe("a whole number from 1 to 64"),
  signallingTraceDays: wholeNumber
    .pipe(z.int().min(0).max(365))
    .describe("days from 0 (SIP messages are not kept) to 365"),
  signallingTraceMib: wholeNumber
    .pipe(z.int().min(1).max(1_048_576))
    .describe("MiB in the database that kept SIP messages may fill"),
  hepAddress: hostAndPort,
  hepCaptureId: wholeNumber
    .pipe(z.int().min(0).max(4_294_967_295))
    .describe("a number by which Homer tells nodes apart"),
  logLevel: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .describe("trace, debug, info, warn, error, fatal or silent"),
});

type Settings = z.output<typeof schema>;
export type Setting = keyof Settings;
export type Origin = "flag" | "environment" | "file" | "default";

/** A node's settings. `dataDir` is absolute; port 0 means any free port. */
export type Config = Readonly<Settings> & { readonly origins: Readonly<Record<Setting, Origin>> };

export type ConfigError = {
  readonly kind: "invalid-config";
  /** One line for each wrong setting: its name, its value, what was expected. */
  readonly problems: readonly string[];
  /** The problems on one line. */
  readonly message: string;
};

const environmentNames: Readonly<Record<Setting, string>> = {
  dataDir: "TANDEM_DATA_DIR",
  databaseUrl: "DATABASE_URL",
  httpAddress: "TANDEM_HTTP_ADDRESS",
  httpPort: "TANDEM_HTTP_PORT",
  httpsPort: "TANDEM_HTTPS_PORT",
  sipAddress: "TANDEM_SIP_ADDRESS",
  sipPort: "TANDEM_SIP_PORT",
  sipsPort: "TANDEM_SIPS_PORT",
  tlsDir: "TANDEM_TLS_DIR",
  speechModels: "TANDEM_SPEECH_MODELS",
  sipAllowed: "TANDEM_SIP_ALLOWED",
  recordingKeyFile: "TANDEM_RECORDING_KEY_FILE",
  recordingStore: "TANDEM_RECORDING_STORE",
  s3Endpoint: "TANDEM_S3_ENDPOINT",
  s3Region: "TANDEM_S3_REGION",
  s3Bucket: "TANDEM_S3_BUCKET",
  s3Prefix: "TANDEM_S3_PREFIX",
  s3AccessKeyId: "TANDEM_S3_ACCESS_KEY_ID",
  s3SecretAccessKey: "TANDEM_S3_SECRET_ACCESS_KEY",
  s3WaitLimitMb: "TANDEM_S3_WAIT_LIMIT_MB",
  smtpUrl: "TANDEM_SMTP_URL",
  mailFrom: "TANDEM_MAIL_FROM",
  webhookAllowed: "TANDEM_WEBHOOK_ALLOWED",
  rtpPorts: "TANDEM_RTP_PORTS",
  publicAddress: "TANDEM_PUBLIC_ADDRESS",
  mediaAddresses: "TANDEM_MEDIA_ADDRESSES",
  audioTap: "TANDEM_AUDIO_TAP",
  codecs: "TANDEM_CODECS",
  browserCodecs: "TANDEM_BROWSER_CODECS",
  rtpTimeoutSeconds: "TANDEM_RTP_TIMEOUT_SECONDS",
  mediaWorkers: "TANDEM_MEDIA_WORKERS",
  signallingTraceDays: "TANDEM_SIGNALLING_TRACE_DAYS",
  signallingTraceMib: "TANDEM_SIGNALLING_TRACE_MIB",
  hepAddress: "TANDEM_HEP_ADDRESS",
  hepCaptureId: "TANDEM_HEP_CAPTURE_ID",
  logLevel: "TANDEM_LOG_LEVEL",
};

/** What the S3 store cannot do without. */
const s3Settings = ["s3Bucket", "s3AccessKeyId", "s3SecretAccessKey"] as const;
/** Values that nobody is shown. */
const secrets: ReadonlySet<Setting> = new Set(["s3SecretAccessKey"]);

const names = Object.keys(environmentNames) as Setting[];
const flagOf = (name: Setting) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

type Source = { origin: Origin; values: Partial<Record<Setting, unknown>>; label(name: Setting): string };

/**
 * Reads the settings, strongest first: flag (`--http-port=8080`), environment (`TANDEM_*`,
 * `DATABASE_URL`), `tandem.config.json` in the data directory, default.
 * An empty environment variable counts as not set. Fails with every wrong setting at once.
 */
export function loadConfig(input: {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}): Result<Config, ConfigError> {
  const problems: string[] = [];
  const flags = readFlags(input.argv, problems);
  const environment: Source = {
    origin: "environment",
    values: Object.fromEntries(
      names.flatMap((name) => {
        const value = input.env[environmentNames[name]];
        return value ? [[name, value]] : [];
      }),
    ),
    label: (name) => environmentNames[name],
  };
  const defaults: Source = { origin: "default", values: defaultValues(), label: flagOf };
  const dataDir = [flags, environment, defaults].map(({ values }) => values.dataDir).find(Boolean);
  const file = readConfigFile(join(resolve(String(dataDir)), "tandem.config.json"), problems);
  const result = choose([flags, environment, file, defaults], problems);
  if (result.recordingStore === "s3") {
    for (const name of s3Settings)
      if (result.origins[name] === "default")
        problems.push(
          `${environmentNames[name]} is not set, expected ${schema.shape[name].description}, because TANDEM_RECORDING_STORE is s3`,
        );
  }
  return problems.length === 0
    ? ok(result)
    : err({ kind: "invalid-config", problems, message: problems.join("; ") });
}

/** One row for each setting: for `tandem config`. Secrets are masked; a setting without value is "". */
export function describeConfig(config: Config): { setting: string; value: string; origin: Origin }[] {
  return names.map((name) => {
    const value = config[name] ?? "";
    const text = typeof value === "object" ? textOf(value) : String(value);
    const shown = secrets.has(name) && text !== "" ? "***" : masked(text);
    return { setting: name, value: shown, origin: config.origins[name] };
  });
}

function textOf(
  value: { first: number; last: number } | { host: string; port: number } | readonly string[],
): string {
  if (!("host" in value || "first" in value)) return value.join(",");
  return "host" in value ? `${value.host}:${value.port}` : `${value.first}-${value.last}`;
}

/** One row for each setting: for `--help`. A setting without default has "". */
export function describeSettings(): { flag: string; variable: string; expected: string; default: string }[] {
  const defaults = defaultValues();
  return names.map((name) => ({
    flag: flagOf(name),
    variable: environmentNames[name],
    expected: schema.shape[name].description ?? "",
    default: `${(defaults[name] as string | number | undefined) ?? ""}`,
  }));
}

function choose(sources: readonly Source[], problems: string[]): Config {
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const name of names) {
    const source = sources.find((candidate) => candidate.values[name] !== undefined);
    const value = source?.values[name];
    const parsed = schema.shape[name].safeParse(value);
    values[name] = parsed.data;
    origins[name] = source?.origin ?? "default";
    if (parsed.success) continue;
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    const shown = secrets.has(name) ? "***" : masked(text);
    problems.push(`${source?.label(name) ?? name} is ${shown}, expected ${schema.shape[name].description}`);
  }
  return { ...(values as Settings), origins: origins as Config["origins"] };
}

function readFlags(argv: readonly string[], problems: string[]): Source {
  const values: Source["values"] = {};
  for (const argument of argv) {
    if (!argument.startsWith("--")) continue;
    const [flag = "", ...rest] = argument.split("=");
    const name = names.find((candidate) => flagOf(candidate) === flag);
    if (name === undefined)
      problems.push(`${flag} is not a setting, expected ${names.map(flagOf).join(", ")}`);
    else if (rest.length === 0) problems.push(`${flag} has no value, expected ${flag}=VALUE`);
    else values[name] = rest.join("=");
  }
  return { origin: "flag", values, label: flagOf };
}

function readConfigFile(path: string, problems: string[]): Source {
  const source = (values: Source["values"]): Source => ({
    origin: "file",
    values,
    label: (name) => `${name} in ${path}`,
  });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOENT" && code !== "ENOTDIR")
      problems.push(`${path} cannot be read (${code}), expected a JSON file`);
    return source({});
  }
  const content = parseObject(text);
  if (content === undefined) {
    problems.push(`${path} is not JSON, expected an object of settings`);
    return source({});
  }
  const allowed: readonly string[] = names.filter((name) => name !== "dataDir");
  for (const key of Object.keys(content)) {
    if (!allowed.includes(key))
      problems.push(`${key} in ${path} is not a setting, expected ${allowed.join(", ")}`);
  }
  return source(content);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function defaultValues(): Source["values"] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = addresses.find((entry) => entry.family === "IPv4" && !entry.internal);
  return {
    dataDir: "data",
    httpAddress: "0.0.0.0",
    httpPort: 8080,
    httpsPort: 8443,
    sipAddress: "0.0.0.0",
    sipPort: 5060,
    sipsPort: 5061,
    recordingStore: "local",
    s3Region: "us-east-1",
    s3Prefix: "",
    // Some 170 hours of calls.
    s3WaitLimitMb: 10_240,
    rtpPorts: "20000-29999",
    publicAddress: own?.address ?? "127.0.0.1",
    codecs: phoneCodecs.join(","),
    browserCodecs: browserCodecs.join(","),
    audioTap: "off",
    rtpTimeoutSeconds: 60,
    // One core stays for control and the database.
    mediaWorkers: Math.max(1, availableParallelism() - 1),
    signallingTraceDays: 7,
    // Some 600,000 calls of 3 KB.
    signallingTraceMib: 2048,
    hepCaptureId: 1,
    logLevel: "info",
  };
}

/** Hides the password of a URL. What follows "://" up to the last "@" may hold one. */
function masked(text: string): string {
  return text.replace(/:\/\/.*@/, "://***@").replace(/([?&]password=)[^&]*/, "$1***");
}

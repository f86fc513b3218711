import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { describeConfig, loadConfig } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-config-"));
after(() => rmSync(folder, { recursive: true }));

/** A data directory whose configuration file holds `text`. */
function directoryWith(text: string): string {
  const directory = mkdtempSync(join(folder, "data-"));
  writeFileSync(join(directory, "tandem.config.json"), text);
  return directory;
}

function load(argv: string[], env: Record<string, string> = {}) {
  const result = loadConfig({ argv, env });
  assert.ok(result.ok, result.ok ? "" : result.error.message);
  return result.value;
}

test("a flag beats the environment, which beats the file, which beats the default", () => {
  const dataDir = directoryWith(JSON.stringify({ httpPort: 1, sipPort: 2, sipsPort: "3" }));
  const env = {
    TANDEM_DATA_DIR: dataDir,
    TANDEM_HTTP_PORT: "11",
    TANDEM_SIP_PORT: "12",
    TANDEM_LOG_LEVEL: "",
  };
  const config = load(["--http-port=21"], env);
  assert.deepEqual([config.httpPort, config.sipPort, config.sipsPort, config.logLevel], [21, 12, 3, "info"]);
  const { dataDir: from, httpPort, sipPort, sipsPort, logLevel } = config.origins;
  assert.deepEqual(
    [from, httpPort, sipPort, sipsPort, logLevel],
    ["environment", "flag", "environment", "file", "default"],
  );
});

test("defaults are those of the outside contract", () => {
  const config = load([`--data-dir=${folder}`]);
  assert.equal(config.dataDir, folder);
  assert.equal(config.databaseUrl, undefined);
  assert.deepEqual(
    [config.httpPort, config.httpsPort, config.sipPort, config.sipsPort, config.tlsDir],
    [8080, 8443, 5060, 5061, undefined],
  );
  assert.deepEqual(config.rtpPorts, { first: 20_000, last: 29_999 });
  assert.match(config.publicAddress, /^\d+\.\d+\.\d+\.\d+$/);
});

test("rows name each setting and its origin, without the password", () => {
  const rows = describeConfig(
    load([`--data-dir=${folder}`], { DATABASE_URL: "postgres://u:se%40cret@db/x" }),
  );
  const row = (name: string) => rows.find(({ setting }) => setting === name);
  assert.deepEqual(row("databaseUrl"), {
    setting: "databaseUrl",
    value: "postgres://***@db/x",
    origin: "environment",
  });
  assert.deepEqual(row("rtpPorts"), { setting: "rtpPorts", value: "20000-29999", origin: "default" });
});

const wrong: { what: string; argv?: string[]; env?: Record<string, string>; file?: string; says: RegExp }[] =
  [
    {
      what: "a word for a port",
      env: { TANDEM_HTTP_PORT: "web" },
      says: /^TANDEM_HTTP_PORT is "web", expected a port/,
    },
    {
      what: "a port too high",
      argv: ["--sip-port=70000"],
      says: /^--sip-port is "70000", expected a port from 0 to/,
    },
    { what: "a fraction", file: '{"sipPort": 1.5}', says: /^sipPort in .*json is 1.5, expected a port/ },
    { what: "a null", file: '{"sipPort": null}', says: /^sipPort in .*json is null, expected a port/ },
    { what: "an empty flag", argv: ["--sip-port="], says: /^--sip-port is "", expected a port/ },
    {
      what: "a range backwards",
      argv: ["--rtp-ports=30000-20001"],
      says: /^--rtp-ports is "30000-20001", expected FIRST/,
    },
    { what: "a range starting odd", argv: ["--rtp-ports=20001-29999"], says: /FIRST even/ },
    {
      what: "a name for an address",
      argv: ["--public-address=pbx"],
      says: /"pbx", expected an IPv4 or IPv6 address/,
    },
    {
      what: "no workers",
      argv: ["--media-workers=0"],
      says: /^--media-workers is "0", expected a whole number/,
    },
    {
      what: "an unknown level",
      env: { TANDEM_LOG_LEVEL: "loud" },
      says: /^TANDEM_LOG_LEVEL is "loud", expected trace/,
    },
    {
      what: "another database",
      env: { DATABASE_URL: "mysql://a:pw@b" },
      says: /"mysql:\/\/\*\*\*@b", expected postgres:/,
    },
    {
      what: "an unknown flag",
      argv: ["--htp-port=1"],
      says: /^--htp-port is not a setting, expected --data-dir, /,
    },
    {
      what: "a flag without value",
      argv: ["--http-port"],
      says: /^--http-port has no value, expected --http-port=VALUE/,
    },
    {
      what: "an unknown key",
      file: '{"htpPort": 1}',
      says: /^htpPort in .*json is not a setting, expected databaseUrl, /,
    },
    {
      what: "a file that moves itself",
      file: '{"dataDir": "/x"}',
      says: /^dataDir in .*json is not a setting/,
    },
    { what: "a file that is no JSON", file: "{", says: /json is not JSON, expected an object of settings$/ },
    { what: "a file that is a list", file: "[]", says: /json is not JSON, expected an object of settings$/ },
  ];

for (const { what, argv = [], env = {}, file = "{}", says } of wrong) {
  test(`${what} is one clear line`, () => {
    const result = loadConfig({ argv: [`--data-dir=${directoryWith(file)}`, ...argv], env });
    assert.ok(!result.ok);
    assert.equal(result.error.problems.length, 1);
    assert.match(result.error.message, says);
    assert.doesNotMatch(result.error.message, /\n|pw/);
  });
}

test("a store of recordings that lacks a setting says which; its secret is shown to nobody", () => {
  const s3 = { TANDEM_RECORDING_STORE: "s3", TANDEM_S3_BUCKET: "b-1", TANDEM_S3_ACCESS_KEY_ID: "id" };
  const missing = loadConfig({ argv: [`--data-dir=${folder}`], env: s3 });
  assert.ok(!missing.ok);
  assert.match(missing.error.message, /^TANDEM_S3_SECRET_ACCESS_KEY is not set, expected .* is s3$/);
  const secret = "the-secret";
  const env = { ...s3, TANDEM_S3_SECRET_ACCESS_KEY: secret, TANDEM_S3_ENDPOINT: "http://s3:9000/" };
  const config = load([`--data-dir=${folder}`, "--s3-prefix=a/b"], env);
  assert.deepEqual([config.s3Endpoint, config.s3Prefix], ["http://s3:9000", "a/b/"]);
  const shown = describeConfig(config);
  assert.equal(shown.find(({ setting }) => setting === "s3SecretAccessKey")?.value, "***");
  assert.ok(!JSON.stringify(shown).includes(secret));
  for (const [name, value] of [
    ["TANDEM_S3_ENDPOINT", "s3:9000"],
    ["TANDEM_S3_BUCKET", "B"],
    ["TANDEM_S3_PREFIX", "../x"],
    ["TANDEM_S3_WAIT_LIMIT_MB", "0"],
  ] as const) {
    const wrongOne = loadConfig({ argv: [`--data-dir=${folder}`], env: { ...env, [name]: value } });
    assert.ok(!wrongOne.ok && wrongOne.error.message.startsWith(`${name} is "${value}", expected`), name);
  }
});

test("every wrong setting is named at once", () => {
  const result = loadConfig({ argv: [`--data-dir=${folder}`, "--http-port=x", "--sip-port=y"], env: {} });
  assert.ok(!result.ok);
  assert.equal(result.error.problems.length, 2);
});

test("media addresses: one of each family, in their order", () => {
  const read = (text: string) => loadConfig({ argv: [`--media-addresses=${text}`], env: {} });
  const both = read("203.0.113.7, 2001:db8::7");
  assert.ok(both.ok);
  assert.deepEqual(both.value.mediaAddresses, ["203.0.113.7", "2001:db8::7"]);
  for (const bad of ["203.0.113.7,203.0.113.8", "host", "2001:db8::7,"])
    assert.equal(read(bad).ok, false, bad);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { grandstreamFile } from "./grandstream.ts";
import { utcOffsetMinutes } from "./phone-settings.ts";
import type { PhoneSettings } from "./phone-settings.ts";
import { yealinkCommonFile, yealinkPhoneFile } from "./yealink.ts";

const settings: PhoneSettings = {
  mac: "001565aabbcc",
  account: {
    extension: "1001",
    displayName: "李 / Li",
    username: "1001-ab12",
    sipSecret: "s3cret",
    dtmf: "info",
  },
  server: { host: "pbx.example.com", port: 5061, transport: "tls" },
  colleagues: [
    { extension: "1002", displayName: "王 <Wang> & Co" },
    { extension: "1003", displayName: "two\nlines = 1" },
  ],
  utcOffsetMinutes: 480,
  language: "zh-CN",
  timeServer: "ntp.example.com",
};

/** A Yealink file as a phone reads it: comments are passed over, the last of a name counts. */
function readYealink(text: string): Map<string, string> {
  const lines = text.split("\n");
  assert.equal(lines[0], "#!version:1.0.0.1");
  const entries = lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const match = /^([a-z0-9_.]+) = (.*)$/.exec(line);
      assert.ok(match, `not a setting: ${line}`);
      return [match[1] ?? "", match[2] ?? ""] as const;
    });
  assert.equal(new Set(entries.map(([name]) => name)).size, entries.length, "no setting twice");
  return new Map(entries);
}

function readGrandstream(text: string): Map<string, string> {
  const found = [...text.matchAll(/<P(\d+)>([^<]*)<\/P(\d+)>/g)];
  for (const [, begin, , end] of found) assert.equal(begin, end);
  assert.equal(new Set(found.map((match) => match[1])).size, found.length, "no parameter twice");
  return new Map(found.map((match) => [`P${match[1]}`, match[2] ?? ""]));
}

test("Yealink: account, encryption, codecs in order and a lamp for each colleague", () => {
  const read = readYealink(yealinkPhoneFile(settings));
  const wanted = {
    "account.1.enable": "1",
    "account.1.user_name": "1001",
    "account.1.auth_name": "1001-ab12",
    "account.1.password": "s3cret",
    "account.1.display_name": "李 / Li",
    "account.1.sip_server.1.address": "pbx.example.com",
    "account.1.sip_server.1.port": "5061",
    "account.1.sip_server.1.transport_type": "2",
    "account.1.sip_server.1.expires": "300",
    "account.1.srtp_encryption": "1",
    "account.1.dtmf.type": "2",
    "account.1.codec.pcma.priority": "1",
    "account.1.codec.pcmu.priority": "2",
    "account.1.codec.g722.enable": "0",
    "linekey.1.type": "15",
    "linekey.2.type": "16",
    "linekey.2.value": "1002",
    "linekey.2.label": "王 <Wang> & Co",
    "linekey.3.label": "twolines = 1",
  };
  assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, read.get(name)])), wanted);
  const plain = readYealink(
    yealinkPhoneFile({ ...settings, server: { host: "192.0.2.1", port: 5060, transport: "udp" } }),
  );
  assert.equal(plain.get("account.1.srtp_encryption"), "0");
  assert.equal(plain.get("account.1.sip_server.1.transport_type"), "0");
});

test("Yealink: a phone has a limited number of keys", () => {
  const colleagues = [...Array(100).keys()].map((index) => ({
    extension: String(2000 + index),
    displayName: "x",
  }));
  const keys = [...readYealink(yealinkPhoneFile({ ...settings, colleagues })).keys()];
  assert.equal(keys.filter((name) => /^linekey\.\d+\.value$/.test(name)).length, 20);
});

test("Yealink: the common file has time and language and no secret", () => {
  const text = yealinkCommonFile(settings);
  const read = readYealink(text);
  assert.equal(read.get("local_time.time_zone"), "+8");
  assert.equal(read.get("local_time.ntp_server1"), "ntp.example.com");
  assert.equal(read.get("lang.gui"), "Chinese_S");
  assert.equal(read.get("static.auto_provision.repeat.minutes"), "1440");
  assert.doesNotMatch(text, /s3cret|password/);
  assert.equal(
    readYealink(yealinkCommonFile({ ...settings, utcOffsetMinutes: -210 })).get("local_time.time_zone"),
    "-3:30",
  );
});

test("Grandstream: the same settings by number, as well-formed XML", () => {
  const text = grandstreamFile(settings);
  assert.match(
    text,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<gs_provision version="1">\n {2}<mac>001565aabbcc<\/mac>/,
  );
  const read = readGrandstream(text);
  const wanted = {
    P47: "pbx.example.com:5061",
    P35: "1001",
    P36: "1001-ab12",
    P34: "s3cret",
    P32: "5",
    P130: "2",
    P183: "1",
    P57: "8",
    P58: "0",
    P246: "TZ-8",
    P1362: "zh",
    P1363: "0",
    P1365: "11",
    P1366: "0",
    P1467: "王 &lt;Wang&gt; &amp; Co",
    P1468: "1002",
    P1367: "11",
    P1470: "1003",
  };
  assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, read.get(name)])), wanted);
  const other = readGrandstream(
    grandstreamFile({
      ...settings,
      server: { host: "2001:db8::1", port: 5060, transport: "udp" },
      utcOffsetMinutes: -210,
      language: "en",
    }),
  );
  assert.deepEqual(
    [other.get("P47"), other.get("P130"), other.get("P183"), other.get("P246")],
    ["[2001:db8::1]:5060", "0", "0", "TZ+3:30"],
  );
});

test("a zone's distance from UTC follows its summer time", () => {
  const summer = Date.UTC(2026, 6, 1);
  const winter = Date.UTC(2026, 0, 1);
  assert.equal(utcOffsetMinutes("Asia/Shanghai", summer), 480);
  assert.deepEqual(
    [winter, summer].map((at) => utcOffsetMinutes("Europe/Berlin", at)),
    [60, 120],
  );
  assert.equal(utcOffsetMinutes("Asia/Kolkata", summer), 330);
  assert.equal(utcOffsetMinutes("America/St_Johns", winter), -210);
  assert.equal(utcOffsetMinutes("UTC", winter), 0);
});

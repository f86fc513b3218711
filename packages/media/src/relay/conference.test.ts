import assert from "node:assert/strict";
import { before, test } from "node:test";
import { decodeToLinear, loadOpus } from "../codecs/index.ts";
import { powerSpectrum } from "../codecs/testing/spectrum.ts";
import type { AudioCodec, ConferenceRoute, MediaEvent } from "../protocol/index.ts";
import { readWavLayout } from "../wav/index.ts";
import { openTestRecording, recordingTerms } from "./testing/recording-seal.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";
import { assertNoJump } from "./testing/bridged-phones.ts";
import { toneShare } from "./testing/goertzel.ts";
import { VirtualRelay } from "./testing/virtual-relay.ts";
import type { VirtualPhone } from "./testing/virtual-relay.ts";

before(loadOpus);

const tones = { caller: 400, agent: 600, supervisor: 900, colleague: 1300 } as const;
type Name = keyof typeof tones;
const all = Object.keys(tones) as Name[];

/** People on one relay who all speak all the time, each 5 ms after the former. */
function people(codecs: Partial<Record<Name, AudioCodec>>) {
  const network = new VirtualRelay();
  const names = Object.keys(codecs) as Name[];
  const phones = Object.fromEntries(names.map((name) => [name, network.phone(name, codecs[name])])) as Record<
    Name,
    VirtualPhone
  >;
  const silent = new Set<Name>();
  const speak = (ms: number): void =>
    network.pass(ms, (nowMs) => {
      names.forEach((name, i) => {
        if (nowMs % 20 === 5 * i && !silent.has(name)) phones[name].say(tones[name]);
      });
    });
  const confer = (
    legIds: Name[],
    routes: ConferenceRoute[] = [],
    digits: "pass" | "suppress" = "suppress",
  ): void => void network.ask({ kind: "set-conference", conferenceId: "conference", legIds, routes, digits });
  const forget = (): void => names.forEach((name) => phones[name].heard.splice(0));
  return { network, phones, speak, confer, forget, silent };
}

const mute = (speaker: Name, listeners: readonly Name[]): ConferenceRoute[] =>
  listeners.map((listener) => ({ speaker, listener, gain: 0 }));

/** The tones must be there, equally loud; all others so many decibels under them. */
function assertHears(phone: VirtualPhone, names: readonly Name[], absentDb = 40): void {
  const rate = phone.codec === "PCMA" || phone.codec === "PCMU" ? 8000 : 16_000;
  const sound = phone.soundHeard();
  assert.ok(sound.length >= 8192, `${sound.length} samples`);
  const part = sound.subarray(sound.length - 8192);
  const spectrum = powerSpectrum(part);
  const db = (hz: number): number => {
    const bin = Math.round((hz * part.length) / rate);
    return 10 * Math.log10(spectrum.slice(bin - 4, bin + 5).reduce((sum, each) => sum + each, 1));
  };
  const heard = names.map((name) => db(tones[name]));
  assert.ok(Math.max(...heard) - Math.min(...heard) < 1, `${heard.join(" ")} dB`);
  for (const name of all.filter((each) => !names.includes(each)))
    assert.ok(
      db(tones[name]) < Math.min(...heard) - absentDb,
      `${name} ${db(tones[name])} under ${heard.join(" ")} dB`,
    );
}

test("four of four codecs: each hears the three others", () => {
  const { phones, speak, confer, forget } = people({
    caller: "PCMA",
    agent: "opus",
    supervisor: "G722",
    colleague: "PCMU",
  });
  confer(all);
  speak(500);
  forget();
  speak(1100);
  for (const name of all)
    assertHears(
      phones[name],
      all.filter((each) => each !== name),
      // What coding twice adds is louder than 40 dB under the tones.
      30,
    );
  for (const name of all) {
    assertNoJump(phones[name].heard, 0, name === "agent" ? 960 : 160);
    assert.equal(phones[name].heard.length, 55);
  }
});

test("listen, whisper, barge: who hears whom changes within the conference", () => {
  const { phones, speak, confer, forget } = people({ caller: "PCMA", agent: "PCMA", supervisor: "PCMA" });
  const three = ["caller", "agent", "supervisor"] as const;
  const check = (routes: ConferenceRoute[], heard: Record<(typeof three)[number], Name[]>): void => {
    confer([...three], routes);
    speak(100);
    forget();
    speak(1200);
    for (const name of three) assertHears(phones[name], heard[name]);
  };
  const supervisor: Name[] = ["caller", "agent"];
  check(mute("supervisor", ["caller", "agent"]), { caller: ["agent"], agent: ["caller"], supervisor });
  check(mute("supervisor", ["caller"]), { caller: ["agent"], agent: ["caller", "supervisor"], supervisor });
  check([], { caller: ["agent", "supervisor"], agent: ["caller", "supervisor"], supervisor });
});

for (const codec of ["PCMA", "G722"] as const) {
  test(`a pair goes into the mixer and back without a gap: the tone's phase goes on (${codec})`, () => {
    const { network, phones, speak, confer } = people({ caller: codec, agent: codec, supervisor: "PCMA" });
    network.ask({ kind: "bridge", legA: "caller", legB: "agent" });
    speak(400);
    confer(["caller", "agent", "supervisor"], mute("supervisor", ["caller", "agent"]));
    speak(600);
    network.ask({ kind: "bridge", legA: "caller", legB: "agent" });
    network.ask({ kind: "unbridge", legId: "supervisor" });
    speak(400);
    for (const [phone, hz] of [
      [phones.caller, tones.agent],
      [phones.agent, tones.caller],
    ] as const) {
      assertNoJump(phone.heard);
      assert.ok(phone.heard.length >= 68, `${phone.heard.length} packets`);
      // Another coder on the way delays by its filter's length, once, and has to find its step: no gap, but another phase.
      assertTone(
        phone,
        hz,
        codec === "PCMA" ? { step: 0.15, amplitude: 7500 } : { step: Math.PI, amplitude: 4500 },
      );
    }
  });
}

/** Each 20 ms has the tone at its strength and, against the tone's clock, at the phase of the 20 ms before. */
function assertTone(phone: VirtualPhone, hz: number, limits: { step: number; amplitude: number }): void {
  const rate = phone.codec === "PCMA" ? 8000 : 16_000;
  const sound = phone.soundHeard();
  const size = rate / 50;
  const phases: number[] = [];
  for (let at = 5 * size; at + size <= sound.length; at += size) {
    let [cos, sin] = [0, 0];
    for (let i = at; i < at + size; i++) {
      cos += (sound[i] as number) * Math.cos((2 * Math.PI * hz * i) / rate);
      sin += (sound[i] as number) * Math.sin((2 * Math.PI * hz * i) / rate);
    }
    phases.push(Math.atan2(sin, cos));
    const amplitude = (2 * Math.hypot(sin, cos)) / size;
    assert.ok(
      amplitude > limits.amplitude && amplitude < 9500,
      `amplitude ${amplitude} at packet ${at / size}`,
    );
  }
  phases.slice(1).forEach((phase, i) => {
    const step = Math.abs(phase - (phases[i] as number));
    assert.ok(Math.min(step, 2 * Math.PI - step) < limits.step, `${step} at packet ${i + 5}`);
  });
}

test("who plays or dials hears that; who is on hold is sent nothing; the others go on", () => {
  const { network, phones, speak, confer, forget } = people({
    caller: "PCMA",
    agent: "PCMA",
    supervisor: "PCMA",
  });
  confer(["caller", "agent", "supervisor"]);
  speak(200);
  network.ask({ kind: "send-digits", legId: "agent", digits: "5" });
  forget();
  speak(1200);
  const events = phones.agent.heard.filter(({ payloadType }) => payloadType === 101);
  assert.ok(events.length > 3);
  assertNoJump(phones.caller.heard);
  assertHears(phones.caller, ["agent", "supervisor"]);
});

test("a key goes to those who hear the one who pressed it, or to nobody, as the conference has it", () => {
  for (const digits of ["pass", "suppress"] as const) {
    const { network, phones, speak, confer, forget } = people({
      caller: "PCMA",
      agent: "PCMA",
      supervisor: "PCMA",
    });
    confer(["caller", "agent", "supervisor"], mute("caller", ["supervisor"]), digits);
    speak(200);
    forget();
    for (let n = 1; n <= 3; n++) phones.caller.press(7, n === 3, n * 160, 90_000);
    speak(600);
    assert.deepEqual(
      network.events.flatMap((event) => (event.kind === "digit" ? [event.digit] : [])),
      ["7"],
    );
    const keys = (name: Name): number =>
      phones[name].heard.filter(({ payloadType, payload }) => payloadType === 101 && payload[0] === 7).length;
    assert.equal(keys("agent") > 0, digits === "pass");
    assert.equal(keys("supervisor"), 0);
    assert.equal(keys("caller"), 0);
  }
});

test("nobody speaks: silence is sent all the same, one packet in 20 ms, and it is silent", () => {
  const { phones, speak, confer, forget, silent } = people({
    caller: "PCMA",
    agent: "opus",
    supervisor: "G722",
  });
  confer(["caller", "agent", "supervisor"]);
  speak(300);
  for (const name of all) silent.add(name);
  speak(300);
  forget();
  speak(1000);
  for (const name of ["caller", "agent", "supervisor"] as const) {
    assert.equal(phones[name].heard.length, 50);
    assertNoJump(phones[name].heard, 0, name === "agent" ? 960 : 160);
    assert.ok(phones[name].soundHeard().every((sample) => Math.abs(sample) < 50));
  }
});

test("all members change at once: the conference, and its recording, go on with others", () => {
  const { phones, speak, confer, forget } = people({
    caller: "PCMA",
    agent: "PCMA",
    supervisor: "PCMA",
    colleague: "PCMA",
  });
  confer(["caller", "agent"]);
  speak(200);
  confer(["supervisor", "colleague"]);
  forget();
  speak(1200);
  assertHears(phones.supervisor, ["colleague"]);
  assert.equal(phones.caller.heard.length, 0);
});

test("who speaks is told when it changes", () => {
  const { network, speak, confer, silent } = people({ caller: "PCMA", agent: "PCMA", supervisor: "PCMA" });
  confer(["caller", "agent", "supervisor"]);
  silent.add("agent").add("supervisor");
  speak(1000);
  silent.delete("agent");
  silent.add("caller");
  speak(1500);
  silent.add("agent");
  speak(2500);
  const who = (events: MediaEvent[]) =>
    events.flatMap((event) => (event.kind === "active-speaker" ? [event.legId] : []));
  assert.deepEqual(who(network.events), ["caller", "agent", null]);
});

test("a recording goes on from pair to conference and back: caller left, all the caller hears right", async () => {
  const { network, speak, confer, silent } = people({ caller: "PCMA", agent: "PCMA", supervisor: "PCMA" });
  const path = `${temporaryFolder()}/call.trec`;
  network.ask({ kind: "bridge", legA: "caller", legB: "agent" });
  network.ask({
    kind: "start-recording",
    recordingId: "r",
    path,
    leftLegId: "caller",
    rightLegId: "agent",
    ...recordingTerms,
    rightParty: "agent",
  });
  const right = (name: string | null, conferenceId?: string): void =>
    void network.ask({
      kind: "set-recording-right",
      recordingId: "r",
      rightLegId: conferenceId === undefined ? name : null,
      conferenceId,
      party: name,
    });
  speak(1000);
  confer(["caller", "agent", "supervisor"]);
  right("agent+supervisor", "conference");
  speak(1000);
  confer(["caller", "agent", "supervisor"], mute("supervisor", ["caller"]));
  speak(1000);
  network.ask({ kind: "bridge", legA: "caller", legB: "agent" });
  right("agent");
  silent.add("supervisor");
  speak(1000);
  network.ask({ kind: "stop-recording", recordingId: "r" });
  const { wav, trailer } = await openTestRecording(path);
  const frames = wav.subarray(readWavLayout(wav)?.dataStart);
  const side = (index: number): Int16Array =>
    decodeToLinear(
      frames.filter((_, i) => i % 2 === index),
      "PCMA",
    );
  const [left, other] = [side(0), side(1)];
  for (const from of [200, 1200, 2200, 3200]) {
    const part = (sound: Int16Array) => sound.subarray(from * 8, from * 8 + 4800);
    assert.ok(toneShare(part(left), tones.caller) > 0.9, `left at ${from} ms`);
    const [agent, supervisor] = [
      toneShare(part(other), tones.agent),
      toneShare(part(other), tones.supervisor),
    ];
    assert.ok(
      from === 1200 ? agent > 0.4 && supervisor > 0.4 : agent > 0.9 && supervisor < 0.001,
      `right at ${from} ms`,
    );
  }
  assert.deepEqual(
    trailer?.markers.filter(({ kind }) => kind === "right").map(({ atMs, party }) => [atMs, party]),
    [
      [0, "agent"],
      [1000, "agent+supervisor"],
      [3000, "agent"],
    ],
  );
});

test("what cannot be is refused, and a closed leg leaves", () => {
  const { network, phones, speak, confer, forget } = people({
    caller: "PCMA",
    agent: "PCMA",
    supervisor: "PCMA",
  });
  const kindOf = (legIds: string[]): string => {
    const outcome = network.outcomeOf({
      kind: "set-conference",
      conferenceId: "x",
      legIds,
      routes: [],
      digits: "suppress",
    });
    return outcome.ok ? "ok" : outcome.error.kind;
  };
  assert.equal(kindOf([]), "bad-command");
  assert.equal(kindOf(["caller", "nobody"]), "no-such-leg");
  assert.equal(kindOf(Array.from({ length: 33 }, () => "caller")), "bad-command");
  assert.equal(kindOf(["caller", "caller"]), "ok", "named twice is seated once");
  confer(["caller", "agent", "supervisor"]);
  speak(300);
  network.ask({ kind: "close-leg", legId: "supervisor" });
  forget();
  network.pass(1200, (nowMs) => {
    if (nowMs % 20 === 0) phones.caller.say(tones.caller);
    if (nowMs % 20 === 5) phones.agent.say(tones.agent);
  });
  assertHears(phones.caller, ["agent"]);
  for (const legId of ["caller", "agent"]) network.ask({ kind: "unbridge", legId });
  forget();
  speak(200);
  assert.equal(
    phones.caller.heard.length + phones.agent.heard.length,
    0,
    "nobody is in a conference any more",
  );
});

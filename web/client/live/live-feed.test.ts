import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveFeed } from "./live-feed.ts";
import type { LiveSocketEvents } from "./live-feed.ts";

/** A server's side of the feed: sockets that were opened, and timers that wait. */
function harness() {
  const sockets: { query: string; closed: boolean; events: LiveSocketEvents }[] = [];
  let timer: (() => void) | undefined;
  const heard: string[] = [];
  const feed = new LiveFeed({
    clock: {
      now: () => 0,
      after(_, callback) {
        timer = callback;
        return () => (timer = undefined);
      },
    },
    openSocket(query, events) {
      const entry = { query, closed: false, events };
      sockets.push(entry);
      return { close: () => (entry.closed = true) };
    },
    onRecordsChanged: (ids) => heard.push(`records ${ids.join()}`),
    onRefused: () => heard.push("refused"),
  });
  return { feed, sockets, heard, timeout: () => timer?.() };
}

const snapshot = JSON.stringify({
  type: "snapshot",
  seq: 4,
  now: "1970-01-01T00:00:01.000Z",
  state: {
    desk: null,
    queues: [],
    agents: [],
    calls: [],
    trunks: [],
    system: { state: "ok", reason: null },
    parked: [],
    alarms: [],
  },
});

test("a dropped connection comes back with what was heard last", () => {
  const { feed, sockets, timeout } = harness();
  let changes = 0;
  feed.subscribe(() => changes++);
  feed.start();
  sockets[0]?.events.opened();
  sockets[0]?.events.message(snapshot);
  assert.equal(feed.snapshot().live?.system.state, "ok");
  assert.equal(changes, 3);
  sockets[0]?.events.closed();
  assert.equal(feed.snapshot().phase, "waiting");
  timeout();
  assert.deepEqual(
    sockets.map(({ query, closed }) => [query, closed]),
    [
      ["", true],
      ["?after=4", false],
    ],
  );
});

test("text that is no message closes the connection instead of the page", () => {
  const { feed, sockets } = harness();
  feed.start();
  sockets[0]?.events.opened();
  sockets[0]?.events.message("{");
  assert.equal(sockets[0]?.closed, true);
  assert.equal(feed.snapshot().phase, "waiting");
});

test("a refused connection asks whether we are still signed in; a stopped feed opens nothing", () => {
  const { feed, sockets, heard, timeout } = harness();
  feed.start();
  sockets[0]?.events.closed();
  assert.deepEqual(heard, ["refused"]);
  feed.stop();
  timeout();
  feed.nudge();
  assert.equal(sockets.length, 1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { PhoneTab } from "./phone-tab.ts";

type Hold = (lock: object | null) => unknown;

/** The rules of Web Locks for one exclusive lock (W3C Web Locks §3), without a browser. */
function oneLock() {
  let holder: { steal: (reason: Error) => void } | undefined;
  let queue: (() => void)[] = [];
  const grant = async (hold: Hold): Promise<unknown> => {
    const { promise: stolen, reject } = Promise.withResolvers<never>();
    const mine = { steal: reject };
    holder = mine;
    try {
      return await Promise.race([hold({}), stolen]);
    } finally {
      if (holder === mine) {
        holder = undefined;
        queue.shift()?.();
      }
    }
  };
  const wait = (hold: Hold, signal: AbortSignal | undefined) =>
    new Promise((resolve, reject) => {
      const granted = () => resolve(grant(hold));
      queue.push(granted);
      signal?.addEventListener("abort", () => {
        queue = queue.filter((each) => each !== granted);
        reject(new DOMException("gave up", "AbortError"));
      });
    });
  const request = (_: string, options: LockOptions, hold: Hold): unknown => {
    if (options.steal) {
      const robbed = holder;
      const granted = grant(hold);
      robbed?.steal(new DOMException("stolen", "AbortError"));
      return granted;
    }
    if (!holder) return grant(hold);
    return options.ifAvailable ? hold(null) : wait(hold, options.signal);
  };
  return { request } as unknown as LockManager;
}

/** Lets everything that was promised happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function openTab(locks: LockManager | undefined) {
  const news: string[] = [];
  const ports = { locks, onMine: () => news.push("mine"), onElsewhere: () => news.push("elsewhere") };
  const tab = new PhoneTab("agent", ports);
  void tab.start();
  return { tab, news };
}

test("the first tab has the phone; the second gets it when the first closes", async () => {
  const locks = oneLock();
  const first = openTab(locks);
  await settle();
  const second = openTab(locks);
  await settle();
  assert.deepEqual([first.news, second.news], [["mine"], ["elsewhere"]]);
  first.tab.stop();
  await settle();
  assert.deepEqual(second.news, ["elsewhere", "mine"]);
});

test("a tab can take the phone over; the former holder says so and waits", async () => {
  const locks = oneLock();
  const first = openTab(locks);
  await settle();
  const second = openTab(locks);
  await settle();
  void second.tab.takeOver();
  await settle();
  assert.deepEqual(first.news, ["mine", "elsewhere"]);
  assert.deepEqual(second.news, ["elsewhere", "mine"]);
});

test("a page without Web Locks goes on alone", async () => {
  assert.deepEqual(openTab(undefined).news, ["mine"]);
});

// A board in a real browser, and what its page does for each act of a person: processor time of its main thread, and time until the act is seen.
import type { Chromium } from "../../tests/peers/chromium.ts";

type Page = Awaited<ReturnType<Chromium["newPage"]>>;
type CDPSession = Awaited<ReturnType<ReturnType<Page["context"]>["newCDPSession"]>>;

/** Milliseconds; per step where there are steps. */
export type BoardFigures = {
  /** From the address until nodes are drawn and the page has nothing left to do. */
  readonly openMs: number;
  /** Into a form, while the page itself says where nodes are. */
  readonly keyUnplacedCpuMs: number;
  readonly tidyMs: number;
  readonly tidyCpuMs: number;
  /** The whole drawing in view: each node is on the page. */
  readonly dragCpuMs: number;
  readonly keyCpuMs: number;
  readonly zoomCpuMs: number;
  readonly panCpuMs: number;
  /** At full size: a few nodes are on the page. */
  readonly dragNearCpuMs: number;
  readonly searchMs: number;
  readonly searchKeyCpuMs: number;
  readonly undoMs: number;
  readonly undoCpuMs: number;
  /** After the collector ran; megabytes. */
  readonly heapMb: number;
};

const steps = 100;
const words = "abcdefghijklmnopqrst";

type Spot = { readonly x: number; readonly y: number };

/** Opens the board at an address and does everything once. `node` is the name of one that collects digits. */
export async function measureBoard(page: Page, url: string, node: string): Promise<BoardFigures> {
  const probe = await page.context().newCDPSession(page);
  // Processor time of the page's main thread: what other programs do on the machine is not in it.
  await probe.send("Performance.enable", { timeDomain: "threadTicks" });
  const opened = performance.now();
  await page.goto(url);
  await page.getByTestId("flow-board").locator(".flow-node").first().waitFor();
  await atRest(page);
  const openMs = performance.now() - opened;

  await find(page, node);
  const keyUnplacedCpuMs = await typing(page, probe);
  const [tidyMs, tidyCpuMs] = await timed(page, probe, () => page.getByTestId("flow-tidy").click());
  const keyCpuMs = await typing(page, probe);
  await page.locator(".react-flow__controls-fitview").click();
  await atRest(page);
  const dragCpuMs = await dragging(page, probe, await middleNode(page));
  const [undoMs, undoCpuMs] = await timed(page, probe, () => page.getByTestId("flow-undo").click());
  const zoomCpuMs = await zooming(page, probe);
  await page.locator(".react-flow__controls-fitview").click();
  await atRest(page);
  const panCpuMs = await dragging(page, probe, await emptySpot(page));
  const { searchMs, searchKeyCpuMs } = await searching(page, probe, node);
  const dragNearCpuMs = await dragging(page, probe, await headOf(page, node));
  return {
    openMs,
    keyUnplacedCpuMs,
    tidyMs,
    tidyCpuMs,
    dragCpuMs,
    keyCpuMs,
    zoomCpuMs,
    panCpuMs,
    dragNearCpuMs,
    searchMs,
    searchKeyCpuMs,
    undoMs,
    undoCpuMs,
    heapMb: await heapMb(probe),
  };
}

/** Two frames were painted, and the page had time left. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
    requestIdleCallback(resolve, { timeout: 5000 })))).then(() => null)`);
}

async function cpuMs(probe: CDPSession): Promise<number> {
  return (await metric(probe, "TaskDuration")) * 1000;
}

async function heapMb(probe: CDPSession): Promise<number> {
  await probe.send("HeapProfiler.collectGarbage");
  return (await metric(probe, "JSHeapUsedSize")) / 1024 / 1024;
}

async function metric(probe: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await probe.send("Performance.getMetrics");
  const found = metrics.find(({ name }) => name === wanted);
  if (!found) throw new Error(`the browser does not say ${wanted}`);
  return found.value;
}

/** Time on the wall and processor time of one act, until the page shows it and rests. */
async function timed(page: Page, probe: CDPSession, act: () => Promise<void>): Promise<[number, number]> {
  const [cpu, began] = [await cpuMs(probe), performance.now()];
  await act();
  await atRest(page);
  return [performance.now() - began, (await cpuMs(probe)) - cpu];
}

/** Processor time of each of so many acts, each with a frame of its own. */
async function perStep(
  page: Page,
  probe: CDPSession,
  count: number,
  act: (n: number) => Promise<void>,
): Promise<number> {
  const before = await cpuMs(probe);
  for (let n = 1; n <= count; n++) await act(n);
  await atRest(page);
  return ((await cpuMs(probe)) - before) / count;
}

async function find(page: Page, node: string): Promise<void> {
  await page.getByTestId("flow-find").fill(node);
  await page.locator(".ant-select-item-option-active").getByText(node).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId(`node-${node}`).and(page.locator(".chosen")).waitFor();
  // It glides there.
  await page.waitForTimeout(400);
  await atRest(page);
}

async function searching(
  page: Page,
  probe: CDPSession,
  node: string,
): Promise<Pick<BoardFigures, "searchMs" | "searchKeyCpuMs">> {
  const before = await cpuMs(probe);
  await page.getByTestId("flow-find").pressSequentially(node);
  await page.locator(".ant-select-item-option-active").getByText(node).first().waitFor();
  const searchKeyCpuMs = ((await cpuMs(probe)) - before) / node.length;
  const began = performance.now();
  await page.keyboard.press("Enter");
  await page.getByTestId(`node-${node}`).and(page.locator(".chosen")).waitFor();
  const searchMs = performance.now() - began;
  await page.waitForTimeout(400);
  await atRest(page);
  return { searchMs, searchKeyCpuMs };
}

async function typing(page: Page, probe: CDPSession): Promise<number> {
  const field = page.getByTestId("field-variable");
  await field.focus();
  await atRest(page);
  return perStep(page, probe, words.length, (n) => page.keyboard.press(words.charAt(n - 1)));
}

async function headOf(page: Page, node: string): Promise<Spot> {
  const box = await page.getByTestId(`node-${node}`).boundingBox();
  if (!box) throw new Error(`the node ${node} is not in view`);
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 4, 20) };
}

/** The head of the node that is nearest to the middle of the board. */
async function middleNode(page: Page): Promise<Spot> {
  const board = await page.getByTestId("flow-board").boundingBox();
  const boxes = await Promise.all((await page.locator(".flow-node").all()).map((each) => each.boundingBox()));
  const heads = boxes.flatMap((box) =>
    box ? [{ x: box.x + box.width / 2, y: box.y + Math.min(box.height / 4, 20) }] : [],
  );
  if (!board) throw new Error("the board is not in view");
  const middle = { x: board.x + board.width / 2, y: board.y + board.height / 2 };
  const [nearest] = heads.toSorted((a, b) => apart(a, middle) - apart(b, middle));
  if (!nearest) throw new Error("no node is in view");
  return nearest;
}

function apart(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Where the board itself is under the mouse. */
async function emptySpot(page: Page): Promise<Spot> {
  const spot = await page.evaluate<Spot | null>(`(() => {
    const board = document.querySelector(".react-flow__pane").getBoundingClientRect();
    for (let y = board.top + 30; y < board.bottom; y += 12)
      for (let x = board.left + 60; x < board.right - 200; x += 12)
        if (document.elementFromPoint(x, y).classList.contains("react-flow__pane")) return { x, y };
    return null;
  })()`);
  if (!spot) throw new Error("there is no empty spot on the board");
  return spot;
}

/** There and back, a few pixels a frame. */
async function dragging(page: Page, probe: CDPSession, { x, y }: Spot): Promise<number> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 6, y);
  await atRest(page);
  const each = await perStep(page, probe, steps, (n) =>
    page.mouse.move(x + 6 + 60 * Math.sin((n / steps) * Math.PI), y + 40 * Math.sin((n / steps) * Math.PI)),
  );
  await page.mouse.up();
  await atRest(page);
  return each;
}

async function zooming(page: Page, probe: CDPSession): Promise<number> {
  const spot = await emptySpot(page);
  await page.mouse.move(spot.x, spot.y);
  return perStep(page, probe, steps / 2, async (n) => {
    await page.mouse.wheel(0, n % 20 < 10 ? -40 : 40);
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => resolve(null)))");
  });
}

// What a board of 200 nodes costs whoever draws on it, in a real browser on the real system, beside a board of 20: opening, dragging, typing, zooming,
// arranging, searching, undoing, and the heap. Medians of rounds that take turns. The last line is JSON.
// Run: npm run bench:flow-board [-- --quick] [--nodes=200] [--rounds=3] [--picture=FILE.png] (of the whole, and FILE-near.png); it serves the pages that were built (npm start builds them)
import { parseArgs } from "node:util";
import { endpoints } from "@tandem/contract";
import { startChromium } from "../tests/peers/chromium.ts";
import { ApiClient } from "../tests/support/api-client.ts";
import { openAs } from "../tests/support/sign-page-in.ts";
import { startTandem } from "../tests/support/tandem.ts";
import { connectionsOf, drawingOf } from "./flow-board/drawing.ts";
import { measureBoard } from "./flow-board/measured-board.ts";
import type { BoardFigures } from "./flow-board/measured-board.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    quick: { type: "boolean", default: false },
    nodes: { type: "string", default: "200" },
    rounds: { type: "string", default: "" },
    picture: { type: "string" },
  },
});
const rounds = Number(options.rounds || (options.quick ? 1 : 3));
const sizes = { small: 20, large: Number(options.nodes) };
/** Milliseconds at the large board, and how many times the small one's a drag may cost. */
const targets = { openMs: 3000, dragCpuMs: 16, keyCpuMs: 30, dragRatio: 2.5 };

await using tandem = await startTandem({ env: { TANDEM_LOG_LEVEL: "info" } });
const admin = await ApiClient.signIn(tandem, "admin");
const { queues } = await admin.call(endpoints.getSetup);
const { id: calendarId } = await admin.call(endpoints.createCalendar, {
  body: {
    name: "Hours",
    week: Array.from({ length: 7 }, () => [{ from: "09:00", to: "18:00" }]),
    exceptions: [],
  },
});
await using chromium = await startChromium();
const page = await openAs(tandem, await chromium.newPage(), admin, "/console/flows");
await page.getByTestId("flow-add").waitFor();

const measured = { small: [] as BoardFigures[], large: [] as BoardFigures[] };
for (let round = 1; round <= rounds; round++) {
  for (const size of ["small", "large"] as const) {
    const figures = await measureOne(size, round);
    measured[size].push(figures);
    console.log(`round ${round}, ${sizes[size]} nodes: ${JSON.stringify(rounded(figures))}`);
  }
}
const [small, large] = [medians(measured.small), medians(measured.large)];
const ratios = Object.fromEntries(
  Object.entries(large).map(([name, value]) => [name, value / (small[name as keyof BoardFigures] || 1)]),
);
const held =
  large.openMs < targets.openMs &&
  large.dragCpuMs < targets.dragCpuMs &&
  large.keyCpuMs < targets.keyCpuMs &&
  (ratios["dragCpuMs"] ?? 0) <= targets.dragRatio;
console.log(
  JSON.stringify({
    bench: "flow-board",
    nodes: sizes.large,
    connections: connectionsOf(drawing(sizes.large)),
    rounds,
    small: rounded(small),
    large: rounded(large),
    ratios: rounded(ratios),
    held,
  }),
);
process.exitCode = held ? 0 : 1;

function drawing(nodeCount: number) {
  return drawingOf(nodeCount, queues[0]?.id ?? "", calendarId);
}

/** Each round has a drawing of its own: the one before was changed. */
async function measureOne(size: "small" | "large", round: number): Promise<BoardFigures> {
  const body = { name: `${sizes[size]} nodes, ${round}`, document: { ...drawing(sizes[size]) } };
  const { id } = await admin.call(endpoints.createFlow, { body });
  const figures = await measureBoard(page, `${tandem.httpUrl}/console/flows/${id}`, "order 2");
  if (size === "large" && round === rounds && options.picture !== undefined) {
    await page.locator(".react-flow__controls-fitview").click();
    await page.waitForTimeout(500);
    await page.screenshot({ path: options.picture });
    await page.getByTestId("flow-find").fill("order 2");
    await page.locator(".ant-select-item-option-active").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForTimeout(500);
    await page.screenshot({ path: options.picture.replace(/(\.png)?$/, "-near.png") });
  }
  // What it changed is saved: leaving asks nothing.
  await page
    .getByTestId("save-state")
    .getByText(/已保存|Saved/)
    .waitFor();
  return figures;
}

function medians(all: readonly BoardFigures[]): BoardFigures {
  const [first] = all;
  if (!first) throw new Error("nothing was measured");
  const middle = (name: keyof BoardFigures) =>
    all.map((each) => each[name]).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  const names = Object.keys(first) as (keyof BoardFigures)[];
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as BoardFigures;
}

function rounded(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(1))]));
}

// Small acts on pages that several journeys share.
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";

const pictures = path.join(import.meta.dirname, "../artifacts");

/** Takes a screenshot for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  // A picture taken while colours or tabs are on their way shows neither state.
  await page.screenshot({ path: path.join(pictures, `${name}.png`), animations: "disabled" });
}

/** Resolves when the element shows this state, as its `data-state` says. */
export async function waitForState(page: Page, testId: string, value: string): Promise<void> {
  await page.locator(`[data-testid="${testId}"][data-state="${value}"]`).waitFor({ timeout: 15_000 });
}

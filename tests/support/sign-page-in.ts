// A page of somebody who is signed in over the API already.
import type { Page } from "playwright-core";
import type { ApiClient } from "./api-client.ts";
import type { Tandem } from "./tandem.ts";

/** Opens a path of the system as the client's person. */
export async function openAs(tandem: Tandem, page: Page, { cookie }: ApiClient, path: string): Promise<Page> {
  const [name = "", value = ""] = cookie.split("=", 2);
  await page.context().addCookies([{ name, value, url: tandem.httpUrl }]);
  await page.goto(`${tandem.httpUrl}${path}`);
  return page;
}

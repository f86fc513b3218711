// A real browser for tests: Debian's Chromium, headless, with a sound file as its microphone, heard through its pages.
import { readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Sound } from "../support/wav.ts";

export type ChromiumOptions = {
  /** PCM16 WAV file that every microphone of this browser hears, again and again; default Chromium's own beeps. */
  readonly speaks?: string;
  /** Interface language of its pages; default zh-CN. */
  readonly locale?: string;
  /** Default 1440 × 900. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** A screen that is touched, as a mobile's. */
  readonly touch?: boolean;
  /** Goes on where a certificate is not trusted, as a person does who clicks through the warning. */
  readonly ignoresCertificates?: boolean;
};

const executablePath = "/usr/bin/chromium";
const listener = readFileSync(path.join(import.meta.dirname, "page-listener.js"), "utf8");

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  // Media between two ends on one machine; without it Chromium gathers no loopback candidate.
  "--allow-loopback-in-peer-connection",
  "--autoplay-policy=no-user-gesture-required",
];

/**
 * Switches off what a browser does to make speech clearer: it takes a pure tone for noise. Everything else of
 * the page is as it is.
 */
const plainMicrophone = `
  const { mediaDevices } = navigator;
  const ask = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (ask) mediaDevices.getUserMedia = (wanted) => ask({
    ...wanted,
    audio: wanted.audio && { ...(wanted.audio === true ? {} : wanted.audio),
      echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });`;

/** Starts a browser with a fresh profile. */
export async function startChromium(options: ChromiumOptions = {}): Promise<Chromium> {
  const microphone =
    options.speaks === undefined ? [] : [`--use-file-for-fake-audio-capture=${options.speaks}`];
  const browser = await chromium.launch({ executablePath, headless: true, args: [...flags, ...microphone] });
  return new Chromium(browser, options);
}

/** One browser. `await using` ends it. Each page has its own cookies and storage, as another person's. */
export class Chromium {
  readonly #browser: Browser;
  readonly #contextOptions: BrowserContextOptions;
  readonly #problems: string[] = [];

  constructor(browser: Browser, options: ChromiumOptions) {
    this.#browser = browser;
    this.#contextOptions = {
      locale: options.locale ?? "zh-CN",
      viewport: options.viewport ?? { width: 1440, height: 900 },
      hasTouch: options.touch ?? false,
      isMobile: options.touch ?? false,
      ignoreHTTPSErrors: options.ignoresCertificates ?? false,
    };
  }

  /** A page of a new person. */
  async newPage(): Promise<Page> {
    const context: BrowserContext = await this.#browser.newContext(this.#contextOptions);
    await context.addInitScript(plainMicrophone);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.#problems.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.#problems.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** Uncaught errors and console errors of all its pages so far. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/**
 * Listens for `ms` milliseconds to what the page's audio elements play from live streams, mixed to one channel.
 * Throws when no element plays.
 */
export async function heardTone(page: Page, ms: number): Promise<Sound> {
  const heard = await page.evaluate<{ sampleRateHz: number; samples: number[] }>(`(${listener}\n)(${ms})`);
  return { sampleRateHz: heard.sampleRateHz, channels: [Int16Array.from(heard.samples)] };
}

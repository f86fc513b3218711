// Decides which of an agent's tabs holds the phone, by a Web Lock that lives exactly as long as the tab.

export type PhoneTabPorts = {
  /** Absent on insecure pages. */
  readonly locks: LockManager | undefined;
  readonly onMine: () => void;
  readonly onElsewhere: () => void;
};

export class PhoneTab {
  readonly #name: string;
  readonly #ports: PhoneTabPorts;
  #waiting: AbortController | undefined;
  #release: (() => void) | undefined;
  #stopped = false;

  /** `name`: the same for all tabs of one agent. */
  constructor(name: string, ports: PhoneTabPorts) {
    this.#name = name;
    this.#ports = ports;
  }

  async start(): Promise<void> {
    const { locks } = this.#ports;
    if (!locks) return this.#ports.onMine();
    await this.#request(locks, { ifAvailable: true });
  }

  /** Takes the phone from whichever tab has it. */
  async takeOver(): Promise<void> {
    const { locks } = this.#ports;
    if (!locks) return;
    this.#waiting?.abort();
    await this.#request(locks, { steal: true });
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting?.abort();
    this.#release?.();
  }

  async #request(locks: LockManager, options: LockOptions): Promise<void> {
    try {
      const held = await locks.request(this.#name, options, (lock) => (lock ? this.#hold() : "elsewhere"));
      if (held === "elsewhere") await this.#wait(locks);
    } catch {
      // Rejected: another tab took the lock from us, or we gave up waiting for it.
      const gaveUp = options.signal?.aborted === true;
      if (!gaveUp && !this.#stopped) await this.#wait(locks);
    }
  }

  async #wait(locks: LockManager): Promise<void> {
    if (this.#stopped) return;
    this.#ports.onElsewhere();
    this.#waiting = new AbortController();
    await this.#request(locks, { signal: this.#waiting.signal });
  }

  #hold(): Promise<"released"> {
    this.#waiting = undefined;
    if (this.#stopped) return Promise.resolve("released");
    this.#ports.onMine();
    return new Promise((resolve) => {
      this.#release = () => resolve("released");
    });
  }
}

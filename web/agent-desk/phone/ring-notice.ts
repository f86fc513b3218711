// Tells somebody who looks elsewhere that the phone rings: a system notification, and a blinking title.

const blinkMs = 800;

export class RingNotice {
  #notification: Notification | undefined;
  #blinking: ReturnType<typeof setInterval> | undefined;
  #title = "";

  /** `title` such as "Incoming call", `detail` such as the number. */
  start(title: string, detail: string): void {
    this.stop();
    this.#title = document.title;
    let on = true;
    document.title = `☎ ${title} ${detail}`;
    this.#blinking = setInterval(() => {
      on = !on;
      document.title = on ? `☎ ${title} ${detail}` : this.#title;
    }, blinkMs);
    if (document.hidden) this.#notify(title, detail);
  }

  stop(): void {
    if (this.#blinking === undefined) return;
    clearInterval(this.#blinking);
    this.#blinking = undefined;
    document.title = this.#title;
    this.#notification?.close();
    this.#notification = undefined;
  }

  #notify(title: string, detail: string): void {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const notification = new Notification(title, {
      body: detail,
      requireInteraction: true,
      tag: "tandem-ringing",
    });
    notification.addEventListener("click", () => {
      window.focus();
      notification.close();
    });
    this.#notification = notification;
  }
}

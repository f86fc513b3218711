// Lets the browser keep the shell of the pages (public/service-worker.js). Without it everything works, online.

export function keepShell(): void {
  if (!isSecureContext || !("serviceWorker" in navigator)) return;
  // A browser in private mode refuses; the page does without.
  navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
}

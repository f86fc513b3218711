// Keeps the shell of the pages, so that an installed desk opens at once, and opens at all while the network is away.
// The shell is the pages' HTML and the files under /assets/ whose names carry a hash. Nothing else is ever kept or
// answered from here: no answer of the API, no sound, no live feed.

const cacheName = "tandem-shell-1";
/** More than the pages of two versions have. */
const mostFiles = 120;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(fromCache(request));
  else if (request.mode === "navigate") {
    const page = pageOf(pathname);
    if (page !== undefined) event.respondWith(fromNetwork(request, page));
  }
});

/** The page that a path shows, by the name it is kept under; undefined: not one of ours. */
function pageOf(pathname) {
  if (pathname === "/") return "/";
  return pathname === "/console" || pathname.startsWith("/console/") ? "/console" : undefined;
}

/** What has a hash in its name never changes. */
async function fromCache(request) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) {
    await cache.put(request, response.clone());
    await dropOldest(cache);
  }
  return response;
}

/** The newest page as long as the server answers. */
async function fromNetwork(request, page) {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.status === 200 && !response.redirected) await cache.put(page, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(page);
    if (kept) return kept;
    throw error;
  }
}

async function dropOldest(cache) {
  const files = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith("/assets/"));
  for (const file of files.slice(0, Math.max(0, files.length - mostFiles))) await cache.delete(file);
}

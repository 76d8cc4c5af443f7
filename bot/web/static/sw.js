"use strict";
// Keeps the last good copy of each page that this browser was shown, for when there is no network. Never a wall, a link
// that signs in, the stream, or anything that writes.
const PAGES = "pages-1", FIXED = "fixed-1", FILES = ["/static/board.css", "/static/board.js", "/static/icon.svg"];
self.addEventListener("install", (event) => event.waitUntil(caches.open(FIXED).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const asked = event.request, url = new URL(asked.url);
  if (asked.method !== "GET" || url.origin !== location.origin) return;
  const page = (url.pathname === "/" || url.pathname.startsWith("/i/")) && !url.searchParams.has("wall") && !url.searchParams.has("answer");
  if (!page && !FILES.includes(url.pathname)) return;
  event.respondWith((async () => {
    const kept = await caches.open(page ? PAGES : FIXED);
    try {
      const fresh = await fetch(asked);
      if (fresh.ok) await kept.put(asked, fresh.clone());
      else if (fresh.status === 401) await caches.delete(PAGES);
      return fresh;
    } catch (fault) {
      const old = await kept.match(asked);
      if (old) return old;
      throw fault;
    }
  })());
});

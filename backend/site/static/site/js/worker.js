// The service worker: opens the form for hours without a network, and keeps what could not be sent.
// `SHELL` (see backend/site/offline.py) is all it ever stores: files and pages that are the same for everybody.

const CACHE = `dankwerk-${SHELL.version}`;
const PATIENCE = { open: 8000, send: 20000 }; // ms until a network that gives no answer counts as none
const GATEWAY = [502, 503, 504];

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      const all = [...SHELL.files, ...Object.values(SHELL.pages)];
      // Without cookies: what comes back is nobody's.
      await cache.addAll(all.map((address) => new Request(address, { credentials: "omit", cache: "reload" })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    const form = pathname === SHELL.addresses.form;
    if (request.method === "POST") {
      if (form) event.respondWith(send(request));
    } else {
      event.respondWith(open(request, form));
    }
  } else if (request.method === "GET" && SHELL.files.includes(pathname)) {
    event.respondWith(fromShell(pathname).then((found) => found ?? fetch(request)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "hours") event.waitUntil(sendAll());
});

// Rejected where there is no answer: then the browser tries again, later and later.
async function sendAll() {
  const { outcome } = await self.kept.send(SHELL.addresses);
  if (outcome === "offline") throw new Error("no answer");
}

const fromShell = async (path) => (await caches.open(CACHE)).match(path);

async function ask(request, patience) {
  const answer = await Promise.race([
    fetch(request),
    new Promise((_resolve, reject) => setTimeout(() => reject(new Error("no answer")), patience)),
  ]);
  if (GATEWAY.includes(answer.status)) throw new Error("nobody at home");
  return answer;
}

async function open(request, form) {
  try {
    return await (form ? ask(request, PATIENCE.open) : fetch(request));
  } catch {
    return fromShell(form ? SHELL.pages.log : SHELL.pages.offline);
  }
}

// If it did arrive after all, sending it again makes nothing twice: each form has a key of its own.
async function send(request) {
  const copy = request.clone();
  try {
    return await ask(request, PATIENCE.send);
  } catch {
    if (!(await self.kept.keep(await copy.text()))) return fromShell(SHELL.pages.offline);
    return Response.redirect(SHELL.addresses.form, 303);
  }
}

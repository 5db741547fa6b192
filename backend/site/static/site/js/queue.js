// What a device keeps of a person who switched that on, and how it is sent. Used by pages and by the service worker.
//
// `people`  by account: {account, activities: [{uuid, label}]}
// `entries` by uuid: {uuid, account, fields, label, problem}; `fields` is the form as it would have been sent
// `state`   "current": the account that is signed in here, or was last; null for one that keeps nothing

self.kept = (() => {
  const NAME = "dankwerk";
  const channel = new BroadcastChannel(NAME);
  let opened = null;

  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("people", { keyPath: "account" });
        request.result.createObjectStore("entries", { keyPath: "uuid" });
        request.result.createObjectStore("state");
      };
      request.onsuccess = () => {
        // Deleted from another page: nothing of it stays open here.
        request.result.onversionchange = () => {
          request.result.close();
          opened = null;
        };
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  async function store(name, mode = "readonly") {
    return (await open()).transaction(name, mode).objectStore(name);
  }

  const person = async (account) => done((await store("people")).get(account));
  const current = async () => (await done((await store("state")).get("current"))) ?? null;

  async function entries(account) {
    const all = await done((await store("entries")).getAll());
    return all.filter((entry) => entry.account === account);
  }

  async function put(entry) {
    await done((await store("entries", "readwrite")).put(entry));
    channel.postMessage("changed");
  }

  async function drop(uuid) {
    await done((await store("entries", "readwrite")).delete(uuid));
    channel.postMessage("changed");
  }

  // A form that could not be sent. False where nobody on this device wants that kept.
  async function keep(fields) {
    const account = await current();
    const owner = account && (await person(account));
    const form = new URLSearchParams(fields);
    const uuid = form.get("uuid");
    if (!owner || !uuid) return false;
    form.delete("csrfmiddlewaretoken");
    const activity = owner.activities.find((each) => each.uuid === form.get("activity"));
    await put({ uuid, account, fields: form.toString(), label: activity?.label ?? "", problem: "" });
    // Chromium alone sends it by itself, with no page open; the others when a page of ours is opened again.
    const registration = self.registration ?? (await navigator.serviceWorker.getRegistration("/"));
    await registration?.sync?.register("hours").catch(() => {});
    return true;
  }

  // Sends what waits, of who is signed in alone. `outcome` is sent, offline, sign-in or other; `sent` how many went.
  async function send(addresses) {
    return navigator.locks.request(NAME, async () => {
      let sent = 0;
      const account = await current();
      const waiting = account ? (await entries(account)).filter((entry) => !entry.problem) : [];
      if (!waiting.length) return { outcome: "sent", sent };
      try {
        const answer = await fetch(addresses.state, { cache: "no-store" });
        if (!answer.ok) return { outcome: "offline", sent };
        const state = await answer.json();
        if (state.account !== account) return { outcome: state.account ? "other" : "sign-in", sent };
        for (const entry of waiting) {
          const body = new URLSearchParams(entry.fields);
          body.set("account", account);
          const headers = { "X-CSRFToken": state.token };
          const result = await fetch(addresses.deferred, { method: "POST", body, headers });
          if (result.status === 200) {
            sent += 1;
            await drop(entry.uuid);
            channel.postMessage({ sentOf: account }); // often the worker was first: the open page thanks all the same
          } else if (result.status === 400) {
            await put({ ...entry, problem: (await result.json()).problem });
          } else {
            return { outcome: result.status === 401 ? "sign-in" : "offline", sent };
          }
        }
        return { outcome: "sent", sent };
      } catch {
        return { outcome: "offline", sent };
      }
    });
  }

  return {
    person,
    current,
    entries,
    put,
    drop,
    keep,
    send,
    channel,

    // Whose pages these are now: an account that keeps something here, or null.
    async enter(account) {
      await done((await store("state", "readwrite")).put(account, "current"));
    },

    async welcome(owner) {
      await done((await store("people", "readwrite")).put(owner));
      await this.enter(owner.account);
    },

    // Deletes what is of that account. True where somebody else keeps something here.
    async forget(account) {
      for (const entry of await entries(account)) await drop(entry.uuid);
      await done((await store("people", "readwrite")).delete(account));
      await this.enter(null);
      return (await done((await store("people")).count())) > 0;
    },

    async destroy() {
      (await open()).close();
      opened = null;
      await done(indexedDB.deleteDatabase(NAME));
    },
  };
})();

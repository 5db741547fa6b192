// The list of what waits: counts what is chosen, takes the keyboard, and holds a confirmation for ten seconds.
// Without this file the same form asks on a page of its own.

const form = document.querySelector("[data-desk]");
const HOLD = 10;

if (form) {
  const words = form.dataset;
  const every = (selector, within = form) => [...within.querySelectorAll(selector)];
  const rows = () => every("[data-row] > input:not(:disabled)");
  const scope = () => form.elements.umfang.value;
  const counter = form.querySelector("[data-count]");
  const bar = form.querySelector("[data-bar]");
  const undoBar = form.querySelector("[data-undo]");
  const undoText = form.querySelector("[data-undo-text]");
  const results = document.querySelector("[data-results]");
  const keys = document.querySelector("[data-keys]");
  const even = document.querySelector("[data-even]");
  const offPage = form.elements.gewaehlt; // what was ticked on pages turned since
  const MOST_HELD = 60000; // bytes that a browser still sends behind a closed page
  let held = null;

  const hours = (minutes) => words.zero.replace("0:00", `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`);
  const sum = (inputs) => inputs.reduce((total, input) => total + Number(input.dataset.minutes), 0);
  const say = (text) => {
    counter.textContent = text;
    counter.hidden = false;
  };

  // --- What is chosen -----------------------------------------------------------------------------------------------

  const chosen = () => (scope() === "seite" ? rows() : rows().filter((input) => input.checked));

  function show() {
    for (const group of every("[data-group]")) {
      const within = rows().filter((input) => group.contains(input));
      const marked = within.filter((input) => input.checked).length;
      const all = group.querySelector("[data-all]");
      all.checked = within.length > 0 && marked === within.length;
      all.indeterminate = marked > 0 && marked < within.length;
    }
    const whole = scope() === "filter" || scope() === "unauffaellig";
    const inputs = chosen();
    if (whole) counter.hidden = true;
    else say(`${words.selected} ${inputs.length} – ${hours(sum(inputs))}`);
  }

  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.matches("[data-all]"))
      for (const row of rows().filter((one) => input.closest("[data-group]").contains(one))) row.checked = input.checked;
    if (input.name === "umfang" && input.value === "seite") for (const row of rows()) row.checked = true;
    if (input.matches("[data-all], [data-row] > input")) form.querySelector('[name="umfang"][value="auswahl"]').checked = true;
    show();
  });

  // --- Holding a confirmation ---------------------------------------------------------------------------------------

  // What a decision on these is: `number` and `minutes` are said, `body` is sent.
  function decisionOn(inputs, further) {
    const body = new URLSearchParams({ umfang: "auswahl", tun: "bestaetigen", endgueltig: "1" });
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const input of inputs) body.append("eintrag", input.value);
    const more = further ? Number(words.elsewhere) : 0;
    if (more) body.set("gewaehlt", offPage.value);
    return { inputs, body, further: more > 0, number: inputs.length + more, minutes: sum(inputs) + (more ? Number(words.elsewhereMinutes) : 0) };
  }

  function decisionOnEven() {
    const body = new URLSearchParams(new FormData(even));
    body.set("tun", "bestaetigen");
    body.set("endgueltig", "1");
    const inputs = rows().filter((input) => !input.closest(".desk-odd"));
    return { inputs, body, whole: true, number: Number(even.dataset.even), minutes: Number(even.dataset.minutes) };
  }

  function mark(inputs, on) {
    for (const input of inputs) {
      input.closest("[data-row]").classList.toggle("desk-held", on);
      input.disabled = on;
    }
  }

  function hold(decision) {
    send();
    held = { ...decision, left: HOLD };
    const { inputs } = held;
    const after = next(inputs);
    for (const input of inputs) input.checked = false;
    mark(inputs, true);
    if (held.whole) even.hidden = true;
    if (document.activeElement === document.body) after?.focus();
    undoBar.hidden = false;
    undoText.textContent = `${words.held} ${held.number} – ${hours(held.minutes)}`;
    const button = undoBar.querySelector("[data-undo-button] .kern-label");
    button.dataset.plain ??= button.innerHTML;
    const mine = held;
    const tick = () => {
      if (held !== mine) return;
      if (mine.left === 0) return void send();
      button.innerHTML = `${button.dataset.plain} (${mine.left})`;
      mine.left -= 1;
      setTimeout(tick, 1000);
    };
    tick();
    show();
  }

  function restore({ inputs, whole }) {
    mark(inputs, false);
    if (whole) even.hidden = false;
    else for (const input of inputs) input.checked = true;
    show();
  }

  function takeBack() {
    if (!held) return;
    const back = held;
    held = null;
    undoBar.hidden = true;
    restore(back);
    results.textContent = words.takenBack;
  }

  async function send() {
    if (!held) return;
    const { inputs, body, further } = held;
    const sent = held;
    held = null;
    undoBar.hidden = true;
    let failure = words.failed;
    try {
      const answer = await fetch(form.action, { method: "POST", body, keepalive: true, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const outcome = page.getElementById("outcome");
      if (outcome) {
        outcome.removeAttribute("id");
        results.replaceChildren(document.adoptNode(outcome));
        if (further) forget();
        remove(inputs);
        return;
      }
      if (answer.redirected || answer.status === 403) failure = words.session;
    } catch {
      // the network: said below
    }
    restore(sent);
    results.textContent = failure;
  }

  function forget() {
    offPage.value = "";
    words.elsewhere = "0";
    form.querySelector("[data-off-page]")?.remove();
  }

  function remove(inputs) {
    for (const input of inputs) {
      const row = input.closest("[data-row]");
      const places = [row.closest("[data-group]"), row.closest(".desk-person"), row.closest(".desk-section")];
      row.remove();
      for (const place of places) if (place && !place.querySelector("[data-row]")) place.remove();
    }
    show();
    if (!form.querySelector("[data-row]")) location.reload();
  }

  // Whoever leaves has decided: what is held goes out at once, and the browser finishes it behind the closed page.
  addEventListener("pagehide", () => {
    if (held) navigator.sendBeacon(form.action, held.body);
    held = null;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  form.addEventListener("submit", (event) => {
    const { name, value: act } = event.submitter ?? {};
    if (name !== "tun") return; // a page is turned: what is ticked goes along
    const single = scope() === "auswahl" || scope() === "seite";
    const decision = decisionOn(chosen(), scope() === "auswahl");
    if (single && decision.number === 0) {
      event.preventDefault();
      results.textContent = words.nothing;
      return;
    }
    if (act !== "bestaetigen" || !single || decision.body.toString().length > MOST_HELD) return;
    event.preventDefault();
    form.querySelector('[name="umfang"][value="auswahl"]').checked = true;
    results.replaceChildren();
    hold(decision);
  });
  even?.addEventListener("submit", (event) => {
    event.preventDefault();
    results.replaceChildren();
    hold(decisionOnEven());
  });
  undoBar.querySelector("[data-undo-button]").addEventListener("click", takeBack);

  // --- The keyboard -------------------------------------------------------------------------------------------------

  const places = () => every("[data-all]:not(:disabled), [data-row] > input:not(:disabled)").filter((one) => one.checkVisibility());

  // Where the keyboard goes on when these are done: the next place that is left, or the last one before.
  function next(inputs) {
    const gone = new Set([...inputs, ...every("[data-all]").filter((all) => inputs.some((one) => all.closest("[data-group]").contains(one)))]);
    const all = places();
    const here = Math.max(0, all.indexOf(document.activeElement));
    return all.slice(here).find((one) => !gone.has(one)) ?? all.slice(0, here).reverse().find((one) => !gone.has(one));
  }

  function move(step) {
    const all = places();
    const here = all.indexOf(document.activeElement);
    const place = all[here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + step))];
    place?.focus();
    place?.scrollIntoView({ block: "nearest" });
  }

  const press = (act) => bar.querySelector(`[value="${act}"]`).click();
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    x: () => places().includes(document.activeElement) && document.activeElement.click(),
    o: () => {
      const details = document.activeElement.closest("[data-group]")?.querySelector("details");
      if (details) details.open = !details.open;
    },
    b: () => press("bestaetigen"),
    e: () => even && !even.hidden && even.querySelector("button").click(),
    a: () => press("ablehnen"),
    u: takeBack,
    "?": () => keys.showModal(),
  };

  const off = keys.querySelector("[data-keys-off]");
  off.checked = localStorage.getItem("desk-keys") === "off";
  off.addEventListener("change", () => localStorage.setItem("desk-keys", off.checked ? "off" : "on"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys.open) return;
    const typing = event.target.closest('select, textarea, input:not([type="checkbox"], [type="radio"]), [contenteditable]');
    if (typing || (off.checked && event.key !== "?")) return;
    const act = acts[event.key];
    if (!act || (event.key.startsWith("Arrow") && !event.target.matches("[data-row] > input, [data-all]"))) return;
    event.preventDefault();
    act();
  });

  const help = document.querySelector("[data-help]");
  help.hidden = false;
  help.addEventListener("click", () => keys.showModal());
  if (even) even.querySelector("button .kern-label").innerHTML += " <kbd>e</kbd>";
  bar.querySelector('[value="bestaetigen"] .kern-label').innerHTML += " <kbd>b</kbd>";
  bar.querySelector('[value="ablehnen"] .kern-label').innerHTML += " <kbd>a</kbd>";
  show();
}

// Entries without a network, on the pages: the switch, what is not sent yet, and its end with signing out.

const { kept } = self;
const meta = document.querySelector("meta[name=account]");
const mark = meta?.content ?? ""; // whose page this is; the page without a network is nobody's
const panel = document.getElementById("offline");
const form = document.getElementById("log");
const addresses = (panel ?? meta)?.dataset;
const language = document.documentElement.lang.split("-")[0];
const able = "serviceWorker" in navigator && "indexedDB" in self && "locks" in navigator;

if (able) await begin();

async function begin() {
  // A device on which nobody switched it on is asked for nothing, and holds nothing.
  const registered = await navigator.serviceWorker.getRegistration("/");
  let owner = null;
  if (registered) owner = await kept.person(mark || ((await kept.current()) ?? ""));
  if (registered && mark) await kept.enter(owner ? mark : null);
  for (const out of document.querySelectorAll("form[data-unsent]")) {
    out.addEventListener("submit", (event) => leave(event, out));
  }
  if (panel) {
    panel.hidden = false;
    if (mark) prepareSwitch(Boolean(owner));
    else fillSkeleton(owner);
    form.addEventListener("submit", put);
    panel.querySelector("[data-send]").addEventListener("click", flush);
    kept.channel.onmessage = heard;
    if (owner && mark) await remember();
    await show();
  }
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  if (owner) await flush();
}

// --- The switch ---

function prepareSwitch(on) {
  const control = document.getElementById("offline-switch");
  document.getElementById("offline-choice").hidden = false;
  control.checked = on;
  control.addEventListener("change", async () => {
    control.disabled = true;
    if (control.checked) await switchOn();
    else if (await askBeforeLoss()) await forget();
    else control.checked = true;
    control.disabled = false;
    await show();
  });
  if (on) navigator.serviceWorker.register(document.getElementById("offline-switch").dataset.worker, { scope: "/" });
}

async function switchOn() {
  await navigator.serviceWorker.register(document.getElementById("offline-switch").dataset.worker, { scope: "/" });
  await navigator.serviceWorker.ready;
  await remember();
}

// The activities that stand to choose now, and those known before: newest first, at most twelve.
async function remember() {
  const before = (await kept.person(mark))?.activities ?? [];
  const seen = [...document.querySelectorAll("input[name=activity][type=radio]")].map((radio) => ({
    uuid: radio.value,
    label: radio.labels[0].textContent.trim(),
  }));
  const older = before.filter((each) => !seen.some((now) => now.uuid === each.uuid));
  await kept.welcome({ account: mark, activities: [...seen, ...older].slice(0, 12) });
}

async function forget() {
  if (await kept.forget(mark)) return; // somebody else keeps something here
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
  await kept.destroy();
}

async function askBeforeLoss() {
  return !(await kept.entries(mark)).length || confirm(meta.dataset.loss);
}

async function leave(event, out) {
  event.preventDefault();
  if (await navigator.serviceWorker.getRegistration("/")) {
    if (!(await askBeforeLoss())) return;
    await forget();
  }
  out.submit();
}

// --- The page without a network ---

function fillSkeleton(owner) {
  document.getElementById("off").hidden = Boolean(owner);
  form.hidden = !owner;
  const choices = document.getElementById("where");
  const sample = document.getElementById("activity-choice").content;
  owner?.activities.forEach(({ uuid, label }, index) => {
    const choice = sample.cloneNode(true);
    const radio = choice.querySelector("input");
    Object.assign(radio, { value: uuid, id: `activity-${index}` });
    radio.defaultChecked = index === 0;
    choice.querySelector("label").htmlFor = radio.id;
    choice.querySelector("bdi").textContent = label;
    choices.append(choice);
  });
  const { day } = form.elements;
  day.max = day.defaultValue = localDay(new Date());
  form.elements.uuid.value = crypto.randomUUID();
}

function localDay(moment) {
  const parts = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

// Into the queue: everything from the page without a network, elsewhere what is being put right.
async function put(event) {
  if (mark && !form.dataset.correcting) return;
  event.preventDefault();
  if (!(await kept.keep(new URLSearchParams(new FormData(form)).toString()))) return location.reload();
  delete form.dataset.correcting;
  form.reset();
  form.elements.uuid.value = crypto.randomUUID();
  await show();
  await flush();
  panel.scrollIntoView({ block: "start" });
}

// --- What is not sent yet ---

async function flush() {
  const { outcome, sent } = await kept.send(addresses);
  if (!panel) return;
  panel.querySelector("[data-sign-in]").hidden = outcome !== "sign-in";
  if (sent) thank();
  await show();
}

// What another page or the worker did with the queue.
async function heard({ data }) {
  if (data.sentOf && (!mark || mark === data.sentOf)) thank();
  await show();
}

function thank() {
  panel.querySelector("[data-sent]").hidden = false;
}

async function show() {
  const registered = await navigator.serviceWorker.getRegistration("/");
  const account = registered ? await kept.current() : null;
  const entries = account && (!mark || mark === account) ? await kept.entries(account) : [];
  const unsent = document.getElementById("unsent");
  unsent.hidden = !entries.length;
  unsent.querySelector("[data-count]").textContent = new Intl.NumberFormat(language).format(entries.length);
  unsent.querySelector("ul").replaceChildren(...entries.map(drawn));
}

function drawn(entry) {
  const fields = new URLSearchParams(entry.fields);
  const item = document.getElementById("unsent-entry").content.cloneNode(true).firstElementChild;
  const put = (name, text) => (item.querySelector(`[data-${name}]`).textContent = text);
  put("days", days(fields).map(named).join(", "));
  put("duration", fields.get("duration") || clock(fields.get("minutes")));
  put("activity", entry.label);
  put("problem", entry.problem);
  item.querySelector("[data-problem]").hidden = !entry.problem;
  item.querySelector("[data-waiting]").hidden = Boolean(entry.problem);
  item.querySelector("[data-correct]").addEventListener("click", () => fill(entry.uuid, fields));
  item.querySelector("[data-discard]").addEventListener("click", async () => {
    if (confirm(panel.dataset.discard)) await kept.drop(entry.uuid);
    await show();
  });
  return item;
}

function days(fields) {
  return [...fields.getAll("day"), fields.get("other_day")].filter(Boolean);
}

function named(day) {
  const moment = new Date(`${day}T12:00:00`);
  return Number.isNaN(moment.valueOf()) ? day : new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(moment);
}

function clock(minutes) {
  return minutes ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}` : "";
}

// --- Putting one right: into the form, and back into the queue from there ---

function fill(uuid, fields) {
  form.dataset.correcting = uuid;
  form.elements.uuid.value = uuid;
  form.elements.note.value = fields.get("note") ?? "";
  for (const radio of document.querySelectorAll("input[name=activity][type=radio]")) {
    radio.checked = radio.value === fields.get("activity");
  }
  const chips = [...form.querySelectorAll("input[name=minutes]")];
  for (const chip of chips) chip.checked = !fields.get("duration") && chip.value === fields.get("minutes");
  const chip = chips.some((each) => each.checked);
  form.elements.duration.value = chip ? "" : fields.get("duration") || clock(fields.get("minutes"));
  const wanted = days(fields);
  const boxes = [...form.querySelectorAll("input[name=day][type=checkbox]")];
  for (const box of boxes) box.checked = wanted.includes(box.value);
  const other = form.elements.other_day ?? form.elements.day;
  other.value = wanted.find((day) => !boxes.some((box) => box.value === day)) ?? "";
  form.scrollIntoView({ block: "start" });
  form.querySelector("input:not([type=hidden])").focus({ preventScroll: true });
}

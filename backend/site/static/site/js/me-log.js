// The page for hours: nicer with this, whole without it.

const form = document.getElementById("log");
const written = form.elements.duration;

// What is written counts, so a tap on a chip takes it away, and writing takes the tap away.
form.addEventListener("change", ({ target }) => {
  if (target.name === "minutes") written.value = "";
});
written.addEventListener("input", () => {
  if (!written.value) return;
  for (const chip of form.querySelectorAll("input[name=minutes]")) chip.checked = false;
});

// A search brings only the choices: days and duration stay as they are.
document.addEventListener("submit", async (event) => {
  const search = event.target.closest("[data-search]");
  if (!search) return;
  event.preventDefault();
  const address = new URL(location.pathname, location.href);
  address.search = new URLSearchParams(new FormData(search));
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("where");
    if (!answer.ok || !fresh) throw new Error("no choices");
    document.getElementById("where").replaceChildren(...fresh.childNodes);
    const first = document.querySelector("#where input[type=radio]") || document.getElementById("id_q");
    first.focus();
  } catch {
    search.submit();
  }
});

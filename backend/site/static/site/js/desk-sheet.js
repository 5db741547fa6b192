// Typing a sign-in sheet in: Enter and the arrows go down and up a column, and a row's code leads to its row.
// Without this file Enter saves, and the server leads to the row.

const form = document.querySelector("[data-sheet]");

if (form) {
  const cells = (column) => [...form.querySelectorAll(`[data-column="${column}"]`)];
  const keys = form.querySelector("[data-keys]");
  const jump = form.elements.zeile;
  if (keys) keys.hidden = false;

  form.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (target === jump && key === "Enter") {
      event.preventDefault();
      form.querySelector('[name="tun"][value="springen"]').click();
    }
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[key];
    if (!step || !target.dataset.column || event.ctrlKey || event.metaKey) return;
    const column = cells(target.dataset.column);
    const next = column[column.indexOf(target) + step];
    if (next) {
      event.preventDefault();
      next.focus();
      next.select();
    }
  });

  // The signs that look like ours, as the server reads them.
  const tidy = (text) => text.toUpperCase().replace(/[\s-]/g, "").replace(/[ZGBI1]/g, (sign) => ({ Z: "2", G: "6", B: "8", I: "L", 1: "L" })[sign]);

  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "springen") return;
    const row = document.getElementById(`zeile-${tidy(jump.value)}`);
    if (!row) return; // the server says what is wrong with the code, and keeps what was typed
    event.preventDefault();
    jump.value = "";
    (row.querySelector("input[type=text], input[type=date]") ?? row).focus();
    row.scrollIntoView({ block: "center" });
  });
}

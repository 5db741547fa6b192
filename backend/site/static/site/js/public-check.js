// The check of a certificate: says at once when a file is too large, and that something is happening while it is read.
const form = document.querySelector("form[data-most]");
const file = form.querySelector("input[type=file]");
const wrong = document.getElementById("file-error");
const told = document.getElementById("checking");
const progress = document.getElementById("progress");

function tooLarge() {
  const large = file.files.length > 0 && file.files[0].size > Number(form.dataset.most);
  wrong.textContent = large ? form.dataset.tooLarge : "";
  wrong.hidden = !large;
  file.toggleAttribute("aria-invalid", large);
  if (large) file.setAttribute("aria-invalid", "true");
  return large;
}

file.addEventListener("change", tooLarge);
form.addEventListener("submit", (event) => {
  if (tooLarge()) {
    event.preventDefault();
    file.focus();
    return;
  }
  told.textContent = form.dataset.checking;
  progress.hidden = false;
});
// Back from the answer: the page comes out of memory as it was left.
addEventListener("pageshow", () => {
  told.textContent = "";
  progress.hidden = true;
});

// "Weitergeben": the device's own menu where it has one, else the clipboard. Without either the button stays hidden.

for (const button of document.querySelectorAll("[data-share]")) {
  const { share: url, title, copied } = button.dataset;
  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title, url });
      } else {
        await navigator.clipboard.writeText(url);
        button.querySelector(".kern-label").textContent = copied;
      }
    } catch {
      // somebody closed the menu: nothing to do
    }
  });
}

// While a copy of one's data is being made: look again every two seconds, until it lies there.

const wait = () => new Promise((resolve) => setTimeout(resolve, 2000));

async function follow() {
  for (let box = document.querySelector("#copy"); box?.hasAttribute("data-under-way"); box = document.querySelector("#copy")) {
    await wait();
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("#copy");
      if (!found) return; // the session ended
      if (!found.hasAttribute("data-under-way")) {
        box.replaceChildren(...found.childNodes);
        box.removeAttribute("data-under-way");
      }
    } catch {
      // no network for a moment: look again
    }
  }
}

follow();

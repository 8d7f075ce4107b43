// The forms of the pages about people: sent as JSON to where `data-post` says; what comes back is a place to
// go, or a link that is shown this once.

/** @type {(id: string) => any} */
const at = (id) => document.getElementById(id);

document.addEventListener("submit", (event) => {
  event.preventDefault();
  void send(/** @type {HTMLFormElement} */ (event.target));
});

at("made-copy")?.addEventListener("click", copy);

/** @param {HTMLFormElement} form */
async function send(form) {
  const error = /** @type {HTMLElement} */ (form.querySelector(".error"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  error.textContent = "";
  button.disabled = true;
  try {
    const answer = await fetch(form.dataset.post ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    const came = await answer.json();
    if (!answer.ok) {
      error.textContent = came.message;
    } else if (came.url) {
      (await import("./door.js")).show(form, came);
    } else if (came.link) {
      show(came);
      if (form.classList.contains("fields")) {
        form.reset();
        await list();
      }
    } else {
      for (const site of (form.dataset.forget ?? "").split(" ")) forget(site);
      location.assign(came.go);
    }
  } catch {
    error.textContent = document.documentElement.lang === "en"
      ? "The server could not be reached. Check the connection and try again."
      : "Não conseguimos falar com o servidor. Confira a conexão e tente de novo.";
  } finally {
    button.disabled = false;
  }
}

/** @param {{link: string, whatsapp: string, told: string}} way */
function show(way) {
  at("made-told").textContent = way.told;
  at("made-link").value = way.link;
  at("made-whatsapp").href = way.whatsapp;
  at("made-done").textContent = "";
  at("made").hidden = false;
  at("made").focus();
}

/** Whoever was invited is in the list at once, as the page itself would show them. */
async function list() {
  const page = await fetch(location.href).then((answer) => answer.text(), () => "");
  const [now, fresh] = [document, new DOMParser().parseFromString(page, "text/html")].map((one) => one.getElementById("members")?.parentElement);
  if (fresh) now?.replaceWith(fresh);
}

async function copy() {
  const link = at("made-link");
  link.select();
  // Without TLS there is no clipboard to write to: the text is selected, and the old way may still work.
  const copied = await (navigator.clipboard?.writeText(link.value).then(() => true, () => false) ?? document.execCommand("copy"));
  if (copied) at("made-done").textContent = at("made-copy").dataset.done;
}

/**
 * Signed out, this browser no longer goes on in the member's conversations.
 * @param {string} site
 */
function forget(site) {
  if (!site) return;
  try {
    for (const storage of [localStorage, sessionStorage]) storage.removeItem(`pauta:${site}`);
  } catch {
    // Storage that is blocked has nothing to forget.
  }
}

export {};

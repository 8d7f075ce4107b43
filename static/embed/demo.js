// The bakery's own few lines: what a host page does with the chat.

/** A call waits in a list until the loader has run. @param {string} name @param {...unknown} given */
const call = (name, ...given) => void (/** @type {any} */ (window).Pauta ??= []).push([name, ...given]);

const product = document.documentElement.lang === "en" ? "Sourdough bread" : "Pão de fermentação natural";
const heard = /** @type {HTMLOutputElement} */ (document.getElementById("heard"));

for (const button of document.querySelectorAll("button")) {
  const name = button.dataset.call;
  if (name) button.addEventListener("click", () => call(name, ...(name === "prefill" ? [{ product_name: product }] : button.value ? [button.value] : [])));
}

for (const event of ["open", "close"]) call("on", event, () => heard.replaceChildren(event));

document.getElementById("show-frame")?.addEventListener("click", ({ currentTarget }) => {
  const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
  frame.src = frame.dataset.src ?? "";
  frame.hidden = false;
  frame.focus();
  /** @type {HTMLElement} */ (currentTarget).hidden = true;
});

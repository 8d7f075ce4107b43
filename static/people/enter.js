// Opens a one-time link. The token stands behind the `#`, which no server and no `Referer` ever sees; it goes
// into the body of a request, and only the button uses it up.

import { post, refuse } from "./once.js";

/** @type {(id: string) => any} */
const at = (id) => document.getElementById(id);
const [told, instead, button] = [at("told"), at("instead"), at("enter")];
let token = "";
const page = { told, more: instead, button, again: look };

async function look() {
  told.textContent = told.dataset.wait;
  try {
    const came = await post("/enter/look", { token });
    told.textContent = came.told;
    instead.textContent = came.instead ?? "";
    instead.hidden = !came.instead;
    button.textContent = came.button;
    button.onclick = enter;
    button.hidden = false;
  } catch (refused) {
    refuse(page, refused);
  }
}

async function enter() {
  button.disabled = true;
  try {
    location.replace((await post("/enter", { token })).go);
  } catch (refused) {
    refuse(page, refused);
  }
}

function begin() {
  token = location.hash.slice(1);
  if (!token) return;
  // Out of the address bar and of the history: whoever looks over the shoulder finds no link.
  history.replaceState(null, "", location.pathname + location.search);
  void look();
}

addEventListener("hashchange", begin);
begin();

export {};

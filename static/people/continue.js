// Opens a link that was made in Telegram. The code stands behind the `#`, which no server and no `Referer` ever sees;
// it goes into the body of a request, and only the button uses it up.

import { local, read, tab } from "../chat/storage.js";
import { fill, hour } from "./hour.js";
import { post, refuse } from "./once.js";

/** @type {(id: string) => any} */
const at = (id) => document.getElementById(id);
const [title, told, who, here, until, button] = ["title", "told", "who", "here", "until", "go"].map(at);
const name = title.textContent;
let code = "";
let site = "";
const page = { told, more: who, button, again: look };

async function look() {
  told.textContent = told.dataset.wait;
  try {
    const came = await post("/continue/look", { code });
    site = came.site;
    told.textContent = came.told;
    here.textContent = came.here;
    until.textContent = fill(until.dataset.until, hour(came.expires_at));
    button.textContent = button.dataset.go;
    button.onclick = confirm;
    button.disabled = who.hidden = button.hidden = false;
  } catch (refused) {
    refuse(page, refused);
  }
}

async function confirm() {
  button.disabled = true;
  const key = `pauta:${site}`;
  const visitor = read(local.get(key))?.token;
  try {
    const { go, token, conversation } = await post("/continue/confirm", { code, ...(visitor && { visitor }) });
    local.set(key, JSON.stringify({ token, conversation }));
    tab.set(key, conversation);
    // Where nothing is kept, the address takes it along.
    location.replace(local.lasts ? go : `${go}#resume=${conversation}.${token}`);
  } catch (refused) {
    refuse(page, refused);
  }
}

function begin() {
  code = location.hash.slice(1) || code;
  title.textContent = code ? name : title.dataset.missing;
  if (!location.hash.slice(1)) return;
  // Out of the address bar and of the history: whoever looks over the shoulder finds no link.
  history.replaceState(null, "", location.pathname + location.search);
  void look();
}

addEventListener("hashchange", begin);
begin();

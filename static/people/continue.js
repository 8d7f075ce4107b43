// Opens a link that was made in Telegram. The code stands behind the `#`, which no server and no `Referer` ever sees;
// it goes into the body of a request, and only the button uses it up.

import { local, read, tab } from "../chat/storage.js";
import { fill, hour } from "./hour.js";
import { post, refuse } from "./once.js";

/** @type {(id: string) => any} */
const at = (id) => document.getElementById(id);
const [title, told, who, here, until, button] = ["title", "told", "who", "here", "until", "go"].map(at);
const name = title.textContent;
/** By it a server that was stopped before it answered knows this browser again. It is kept until there is an answer. */
const NONCE = "pauta:continue";
const nonce = local.get(NONCE) ?? Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let code = "";
let site = "";
const page = { told, more: who, button, again: look };

async function look() {
  told.textContent = told.dataset.wait;
  try {
    const came = await post("/continue/look", { code, nonce });
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
  local.set(NONCE, nonce);
  const key = `pauta:${site}`;
  const visitor = read(local.get(key))?.token;
  try {
    const { go, token, conversation } = await post("/continue/confirm", { code, nonce, ...(visitor && { visitor }) });
    local.set(NONCE, null);
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

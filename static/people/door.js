// A link to Telegram on the page of one's account: its picture, itself, and until when it holds.

import { drawn } from "../chat/drawn.js";
import { fill, hour } from "./hour.js";

let timer = 0;

/** @param {HTMLFormElement} form @param {{ url: string, qr: string, expires_at: string }} came */
export function show(form, { url, qr, expires_at }) {
  const door = /** @type {HTMLElement} */ (document.getElementById(form.dataset.door ?? ""));
  const [place, status] = [".qr", "[role=status]"].map((at) => /** @type {HTMLElement} */ (door.querySelector(at)));
  const link = /** @type {HTMLAnchorElement} */ (door.querySelector("a"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  button.textContent = button.dataset.again ?? "";
  place.replaceChildren(drawn(qr));
  link.href = url;
  place.hidden = link.hidden = door.hidden = false;
  status.textContent = fill(status.dataset.until ?? "", hour(expires_at));
  door.focus();
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.hidden = link.hidden = true;
    status.textContent = status.dataset.over ?? "";
  }, Date.parse(expires_at) - Date.now());
}

// A dialog over everything: named, closed by Escape, and the focus goes back to where it was.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";

register({ piece_close: ["Fechar", "Close"] });

let n = 0;

/** What has the focus within a tree. @param {Node} root */
export const active = (root) => /** @type {HTMLElement | null} */ (/** @type {ShadowRoot | Document} */ (root.getRootNode()).activeElement);

/**
 * @param {import("./types.js").Desk} desk @param {string} title @param {Node[]} inside
 * @param {{ name?: string, onclose?: () => void }} [how]
 */
export function open(desk, title, inside, { name = "", onclose } = {}) {
  const id = `piece-dialog-${++n}`;
  const opener = active(desk.root);
  const close = h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, desk.say("piece_close"));
  const dialog = h("dialog", { class: `pieces-dialog ${name}`, "aria-labelledby": id }, h("header", { class: "dialog-head" }, h("h2", { id, tabIndex: -1 }, title), close), ...inside);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
    if (opener?.isConnected) opener.focus();
  });
  (desk.root instanceof Document ? desk.root.body : desk.root).appendChild(dialog);
  dialog.showModal();
  /** @type {HTMLElement} */ (dialog.querySelector("h2")).focus();
  return dialog;
}

/** Whether somebody writes there, so that a letter is a letter. @param {EventTarget | null} target */
export const isWriting = (target) => target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])"));

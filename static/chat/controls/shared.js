// What all controls have in common: how they are named, and where it is said what is wrong.
import { h } from "../dom.js";

/** @import { Body, Editor, EditorContext, Value } from "../types.js" */

let last = 0;
export const nextId = () => `control-${++last}`;

/** @param {EditorContext} context */
export const named = ({ label, labelledby }) =>
  labelledby ? { "aria-labelledby": labelledby } : { "aria-label": label };

/**
 * A line below a field for what is wrong with it.
 * @param {HTMLElement} field
 */
export function problemOf(field) {
  const element = h("p", { class: "problem", id: nextId(), hidden: true, "aria-live": "polite" });
  return {
    element,
    /** @param {string} text nothing, if all is well */
    show(text) {
      element.textContent = text;
      element.hidden = !text;
      field.toggleAttribute("data-wrong", Boolean(text));
      if (field.matches("input, textarea, select")) field.setAttribute("aria-invalid", String(Boolean(text)));
      if (text) field.setAttribute("aria-describedby", element.id);
      else field.removeAttribute("aria-describedby");
    },
  };
}

/**
 * Enter in a field of one line goes on to what is next, or sends it.
 * @param {HTMLElement} field
 * @param {Editor} editor
 * @param {EditorContext} context
 */
export function onEnter(field, editor, { entered, done }) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (entered) entered();
    else if (done) send(editor, done);
  });
}

/**
 * Sends what it holds, or has it said what is missing.
 * @param {Editor} editor
 * @param {(body: Body) => void} done
 */
export function send(editor, done) {
  const body = editor.read();
  if (body) done(body);
  else editor.complain?.();
}

/**
 * The value in a body, of a control that is part of something larger.
 * @param {Body | null | undefined} body
 * @returns {Value | undefined}
 */
export const valueOf = (body) =>
  !body ? undefined : ("value" in body ? body.value : "text" in body ? body.text : "files" in body ? body.files[0] : undefined);

/** @param {unknown} value @returns {value is { items: { id: string, value: Value }[] }} */
export const isItems = (value) => typeof value === "object" && value !== null && Array.isArray(/** @type {any} */ (value).items);

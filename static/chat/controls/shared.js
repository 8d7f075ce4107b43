// What all controls have in common: how they are named, and where it is said what is wrong.
import { send } from "../controls.js";
import { h } from "../dom.js";
import { register } from "../words.js";

/** @import { Editor, EditorContext, Value } from "../types.js" */

register({
  c_send: ["Enviar", "Send"],
  c_empty: ["Preencha este campo para seguir.", "Fill this in to go on."],
  c_other: ["Outra opção", "Another option"],
  c_add: ["Acrescentar", "Add"],
  c_longer: ["Passou {over} de {most} caracteres.", "{over} over the {most} characters that fit."],
});

let last = 0;
export const nextId = () => `control-${++last}`;

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


/** @param {unknown} value @returns {value is { items: { id: string, value: Value }[] }} */
export const isItems = (value) => typeof value === "object" && value !== null && Array.isArray(/** @type {any} */ (value).items);

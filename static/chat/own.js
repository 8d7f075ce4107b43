// A proposal in the person's own words: each field with the control that it has in the brief.

import { editorFor } from "./controls.js";
import { h } from "./dom.js";

/** @typedef {import("./types.js").CardField} CardField */

/** @param {import("./types.js").Talk} talk @param {CardField[]} fields */
export const editors = (talk, fields) => Promise.all(fields.map((field) => editor(talk, field)));

/**
 * What the person words differently: a text as a text, all else by the control that the brief has for it.
 * @param {import("./types.js").Talk} talk @param {CardField} field
 * @returns {Promise<{ element: HTMLElement, read(): any, focus(): void }>}
 */
async function editor(talk, { path, label, to, value, input: own }) {
  const input = own ?? talk.brief.fields.find((field) => field.path === path)?.input;
  if (typeof value === "string" || !input) {
    const box = h("textarea", { class: "input", value: to, rows: Math.min(8, to.split("\n").length + 1), ariaLabel: label, disabled: typeof value !== "string" });
    return { element: box, read: () => (box.disabled ? null : box.value.trim()), focus: () => box.focus() };
  }
  const context = { say: talk.say, locale: talk.locale, label, initial: value, shown: to, upload: talk.upload.bind(talk), inside: true };
  const made = await editorFor(input, context);
  const read = () => {
    const body = made.read();
    return body && ("value" in body ? body.value : "text" in body ? body.text : null);
  };
  return { element: made.element, read, focus: () => made.focus() };
}

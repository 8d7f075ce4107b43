// A field of one line, with the keyboard that suits it.
import { named } from "../controls.js";
import { h } from "../dom.js";
import { nextId, onEnter, problemOf } from "./shared.js";

/** @import { Control, Editor, EditorContext, SlotType } from "../types.js" */

/** @type {Partial<Record<SlotType, Record<string, unknown>>>} */
const LINES = {
  url: { inputMode: "url", autocomplete: "url", spellcheck: false, autocapitalize: "none", placeholder: "www." },
  email: { type: "email", inputMode: "email", autocomplete: "email", spellcheck: false, autocapitalize: "none" },
  phone: { type: "tel", inputMode: "tel", autocomplete: "tel" },
};

/**
 * A field of one line.
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor}
 */
export default function line({ type, max_length: most = Infinity }, context) {
  const { say, initial, shown, inside } = context;
  const text = typeof initial === "string" && type !== "phone" ? initial : shown ?? String(initial ?? "");
  const field = h("input", { class: "input", autocomplete: "off", enterKeyHint: inside ? "next" : "send", ...LINES[type], value: text, id: nextId(), ...named(context) });
  if (context.label === say("c_other")) field.placeholder = context.label;
  const wrong = problemOf(field);
  field.addEventListener("input", () => {
    const over = [...field.value.trim()].length - most;
    wrong.show(over > 0 ? say("c_longer", { over, most }) : "");
  });
  /** @type {Editor} */
  const editor = {
    element: h("div", { class: "field" }, field, wrong.element),
    read() {
      const text = field.value.trim();
      return !text ? null : inside ? { value: text } : { text };
    },
    focus: () => field.focus(),
    complain() {
      wrong.show(say("c_empty"));
      field.focus();
    },
    sends: "c_send",
  };
  onEnter(field, editor, context);
  return editor;
}

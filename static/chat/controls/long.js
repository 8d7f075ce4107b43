// Long text: the field grows with what is written, and says how much still fits when that matters.
import { named } from "../controls.js";
import { h } from "../dom.js";
import { register } from "../words.js";
import { nextId, problemOf } from "./shared.js";

/** @import { Body, Control, Editor, EditorContext } from "../types.js" */

register({
  c_use_text: ["Usar este texto", "Use this text"],
  c_left: ["Ainda cabem {left} caracteres.", "{left} more characters fit."],
});

/** From this share of what fits on, it is said how much is left. */
const NEAR = 0.8;

/**
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor}
 */
export default function long({ max_length: most = Infinity }, context) {
  const { say, initial, shown, inside, done } = context;
  const field = h("textarea", { class: "input long", rows: inside ? 2 : 3, id: nextId(), ...named(context) });
  field.value = typeof initial === "string" ? initial : shown ?? "";
  const wrong = problemOf(field);
  const note = h("p", { class: "note", hidden: true });
  const grow = () => {
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${field.scrollHeight + 2}px`;
    const has = [...field.value.trim()].length;
    wrong.show(has > most ? say("c_longer", { over: has - most, most }) : "");
    note.hidden = has > most || has < NEAR * most;
    note.textContent = note.hidden ? "" : say("c_left", { left: most - has });
  };
  field.addEventListener("input", grow);
  new ResizeObserver(grow).observe(field);
  /** @returns {Body | null} */
  const read = () => {
    const text = field.value.trim();
    return !text ? null : inside ? { value: text } : { text };
  };
  field.addEventListener("keydown", (event) => {
    const body = event.key === "Enter" && (event.ctrlKey || event.metaKey) && read();
    if (body) done?.(body);
  });
  return {
    element: h("div", { class: "field" }, field, note, wrong.element),
    read,
    focus: () => field.focus(),
    complain() {
      wrong.show(say("c_empty"));
      field.focus();
    },
    sends: "c_use_text",
  };
}

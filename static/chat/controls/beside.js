// Options beside a field: those of an amount or a text, and a choice of one's own.
import { choice, named, same, send, valueOf } from "../controls.js";
import { h } from "../dom.js";
import line from "./line.js";

/** @import { Body, Control, Editor, EditorContext } from "../types.js" */

/**
 * "Up to R$ 2,000", "none of them". What is typed sets them back.
 * @param {Control} control
 * @param {EditorContext} context
 * @param {(control: Control, context: EditorContext) => Editor | Promise<Editor>} make
 * @returns {Promise<Editor>}
 */
export async function shortcuts(control, context, make) {
  const { values, options = [] } = control;
  const preset = options.some(({ id }) => same(values?.[id], context.initial));
  const editor = await make(control, preset ? { ...context, initial: undefined, shown: undefined } : context);
  const pick = choice(control, context);
  for (const event of ["input", "change"]) editor.element.addEventListener(event, () => pick.clear());
  return {
    ...editor,
    element: h("div", { class: "shortcuts" }, ...(context.inside ? [editor.element, pick.element] : [pick.element, editor.element])),
    read: () => pick.read() ?? editor.read(),
  };
}

/**
 * One of several, or another that is named.
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor}
 */
export function own(control, context) {
  const { options = [] } = control;
  const { say, asked, inside, done, entered } = context;
  const other = line({ type: "text" }, {
    ...context, ...(options.length && { label: say("c_other"), labelledby: undefined }), inside: true, shown: undefined,
    initial: Object(context.initial).new, entered: entered ?? (() => done && send(fresh, done)),
  });
  const pick = choice(control, context);
  other.element.addEventListener("input", () => pick.clear());
  /** @returns {Body | null} */
  const readOther = () => {
    const text = valueOf(other.read());
    return text ? { value: { new: /** @type {string} */ (text) } } : null;
  };
  const fresh = { ...other, read: readOther };
  const button = done && !inside && h("button", { type: "button", class: "button", onclick: () => send(fresh, done) }, say(asked ? "c_send" : "c_add"));
  return {
    element: h("div", { class: "choice", role: "group", ...named(context) }, options.length > 0 && pick.element, h("div", { class: "with-button" }, other.element, button)),
    read: () => pick.read() ?? readOther(),
    focus: () => (options.length ? pick : other).focus(),
  };
}

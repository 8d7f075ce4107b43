// A composite as one small form. What is left empty is left open: the server asks for what it needs.
import { h } from "../dom.js";
import { register } from "../words.js";
import { editorFor, send, valueOf } from "../controls.js";
import { nextId, problemOf } from "./shared.js";

/** @import { Body, Control, Editor, EditorContext, Value } from "../types.js" */

register({
  c_send_form: ["Enviar respostas", "Send answers"],
  c_optional: ["opcional", "optional"],
  c_nothing: ["Preencha ao menos um campo.", "Fill in at least one field."],
});

/** Parts that a label element can stand for; the others are groups, which it names. */
const GROUPS = new Set(["choice", "multi_choice", "confirm", "list", "object", "rank", "file", "date_range"]);

/**
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Promise<Editor>}
 */
export default async function form({ parts = [] }, context) {
  const { say, initial, inside, done } = context;
  const given = /** @type {Record<string, Value>} */ (Object(initial));
  const some = parts.some(({ required }) => required) && parts.some(({ required }) => !required);
  // Enter goes to the next field, and from the last one it sends.
  const next = (/** @type {string} */ from) => {
    const row = rows[rows.findIndex(({ path }) => path === from) + 1];
    if (row) row.editor.focus();
    else if (context.entered) context.entered();
    else if (done) send(editor, done);
  };
  const rows = await Promise.all(parts.map(async ({ path, label, required, input }) => {
    const id = nextId();
    const editor = await editorFor(input, {
      ...context, label, labelledby: id, initial: given[path], shown: undefined, inside: true, asked: false,
      done: undefined, entered: () => next(path),
    });
    const name = [label, some && !required && h("small", {}, ` (${say("c_optional")})`)];
    const field = editor.element.querySelector("input:not([type=checkbox]), textarea");
    const title = field && !GROUPS.has(input.type)
      ? h("label", { class: "label", id, for: field.id }, ...name)
      : h("span", { class: "label", id }, ...name);
    return { path, editor, element: h("div", { class: `part ${input.type}` }, title, editor.element) };
  }));
  const element = h("div", { class: "form", role: "group", ...(context.labelledby ? { "aria-labelledby": context.labelledby } : { "aria-label": context.label }) }, ...rows.map((row) => row.element));
  const wrong = problemOf(element);
  element.append(wrong.element);
  element.addEventListener("input", () => wrong.show(""));
  /** A part with something in it that cannot be sent as it is. */
  const unread = () => rows.find(({ editor, element }) => !editor.read() &&
    [...element.querySelectorAll("input, textarea")].some((field) => {
      const { type, value, validity } = /** @type {HTMLInputElement} */ (field);
      return type !== "checkbox" && type !== "file" && (value.trim() || validity.badInput);
    }));
  /** @returns {Body | null} */
  const read = () => {
    if (unread()) return null;
    const filled = rows.map(({ path, editor }) => /** @type {const} */ ([path, valueOf(editor.read())]));
    const value = /** @type {Record<string, Value>} */ (Object.fromEntries(filled.filter(([, value]) => value !== undefined)));
    return Object.keys(value).length ? { value } : null;
  };
  const complain = () => {
    const at = unread();
    if (at) return at.editor.complain?.();
    wrong.show(say("c_nothing"));
    rows[0]?.editor.focus();
  };
  const editor = { element, read, complain, focus: () => rows[0]?.editor.focus(), sends: inside ? undefined : "c_send_form" };
  return editor;
}

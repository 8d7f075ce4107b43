// A list: a row per thing, each with the control of its type. Of a rank in one's own words the rows can be moved.
import { h } from "../dom.js";
import { register } from "../words.js";
import { editorFor, named, send, valueOf } from "../controls.js";
import { order } from "./order.js";
import { isItems, nextId, problemOf } from "./shared.js";

/** @import { Body, Control, Editor, EditorContext, Value } from "../types.js" */
/** @typedef {{ id?: string, element: HTMLElement, editor: Editor, title: HTMLElement, remove: HTMLButtonElement, name?: () => void }} Row */

register({
  c_item: ["Item {place}", "Item {place}"],
  c_more: ["Acrescentar mais um", "Add one more"],
  c_remove: ["Remover o item {place}", "Remove item {place}"],
  c_send_list: ["Enviar lista", "Send list"],
  c_full: ["Cabem até {most}.", "Up to {most} fit."],
});

/**
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Promise<Editor>}
 */
export default async function list(control, context) {
  const { type, item = { type: "text" }, max_items: most = Infinity } = control;
  const { say, initial, inside, done } = context;
  const ranked = type === "rank";
  const large = item.type === "object" || item.type === "file";
  /** @type {Row[]} */
  let rows = [];
  const holder = h(ranked ? "ol" : "ul", { class: large ? "rows large" : "rows" });
  const sorting = ranked ? order(holder, say, (at) => textIn(at) || say("c_item", { place: placeOf(at) }), () => arrange()) : null;
  const more = h("button", { type: "button", class: "button quiet more", onclick: () => void add().then((row) => row.editor.focus()) }, "+ ", say("c_more"));
  const note = h("p", { class: "note", hidden: true }, say("c_full", { most }));
  const element = h("div", { class: "list", role: "group", ...named(context) }, holder, more, note, sorting?.live);
  const wrong = problemOf(element);
  element.append(wrong.element);
  holder.addEventListener("input", () => (wrong.show(""), rows.forEach((row) => row.name?.())));

  /** @param {Element} at */
  const placeOf = (at) => [...holder.children].indexOf(at) + 1;
  /** @param {Element} at */
  const textIn = (at) => /** @type {HTMLInputElement | null} */ (at.querySelector("input:not([type=checkbox])"))?.value.trim() ?? "";
  const arrange = () => {
    rows = [...holder.children].map((at) => /** @type {Row} */ (rows.find((row) => row.element === at)));
    rows.forEach((row, at) => {
      row.title.textContent = say("c_item", { place: at + 1 });
      row.remove.ariaLabel = say("c_remove", { place: at + 1 });
      row.title.hidden = rows.length === 1;
      row.remove.hidden = rows.length === 1;
      row.name?.();
    });
    more.hidden = rows.length >= most;
    note.hidden = rows.length < most || most === Infinity;
  };

  /** @param {Value} [value] @param {string} [id] @param {Element} [after] */
  const add = async (value, id, after) => {
    const title = h("span", { class: large ? "label" : "unseen", id: nextId() });
    const editor = await editorFor(item, { ...context, labelledby: title.id, initial: value, shown: undefined, inside: true, asked: false, done: undefined, entered: () => void goOn(row) });
    const remove = h("button", { type: "button", class: "arrow remove", onclick: () => takeOut(row) }, h("span", { "aria-hidden": "true" }, "×"));
    const element = h("li", { class: "row" }, title, editor.element, remove);
    /** @type {Row} */
    const row = { id, element, editor, title, remove };
    const moves = sorting?.controls(element);
    if (moves) {
      element.prepend(moves.handle);
      remove.before(moves.up, moves.down);
      row.name = moves.name;
    }
    if (after) after.after(element);
    else holder.append(element);
    rows.push(row);
    arrange();
    return row;
  };
  /** Enter goes to the next row, which it makes; on an empty one it sends what there is. @param {Row} row */
  const goOn = async (row) => {
    const next = rows[rows.indexOf(row) + 1];
    if (!row.editor.read()) return textIn(row.element) ? row.editor.complain?.() : context.entered ? context.entered() : done && send(editor, done);
    (next ?? (rows.length < most ? await add() : null))?.editor.focus();
  };
  /** @param {Row} row */
  const takeOut = (row) => {
    const at = rows.indexOf(row);
    row.element.remove();
    arrange();
    holder.dispatchEvent(new Event("input", { bubbles: true }));
    rows[Math.min(at, rows.length - 1)]?.editor.focus();
  };
  const isUnread = (/** @type {Row} */ row) => !row.editor.read() && Boolean(textIn(row.element));
  /** @returns {Body | null} */
  const read = () => {
    const filled = rows.flatMap(({ id, editor }) => {
      const value = valueOf(editor.read());
      return value === undefined ? [] : [{ id, value }];
    });
    if (!filled.length || filled.length > most || rows.some(isUnread)) return null;
    const bare = ranked || filled.every(({ id }) => !id);
    return { value: bare ? filled.map(({ value }) => value) : { items: filled.map(({ id, value }) => ({ id: id ?? freshId(), value })) } };
  };
  const complain = () => {
    const at = rows.find(isUnread) ?? rows[0];
    if (isUnread(at)) return at.editor.complain?.();
    wrong.show(say("c_empty"));
    at.editor.focus();
  };

  /** @type {{ id?: string, value?: Value }[]} */
  const former = isItems(initial) ? initial.items : Array.isArray(initial) ? initial.map((value) => ({ value })) : [];
  for (const { id, value } of former) await add(value, id);
  if (rows.length < most) await add();
  if (!large) holder.addEventListener("paste", (event) => void spread(/** @type {ClipboardEvent} */ (event)));
  /** Lines that are pasted are a row each. @param {ClipboardEvent} event */
  const spread = async (event) => {
    const lines = (event.clipboardData?.getData("text/plain") ?? "").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    const at = rows.find(({ element }) => element.contains(/** @type {Node} */ (event.target)));
    if (lines.length < 2 || !at || textIn(at.element)) return;
    event.preventDefault();
    let after = at.element;
    for (const line of lines.slice(0, most - rows.length + 1)) after = (await add(line, undefined, after)).element;
    at.element.remove();
    arrange();
    rows.at(-1)?.editor.focus();
  };
  const editor = {
    element, read, complain,
    focus: () => (rows.findLast((row) => !row.editor.read()) ?? rows[0])?.editor.focus(),
    sends: inside ? undefined : ranked ? "c_send_order" : "c_send_list",
  };
  return editor;
}

/** The id of a new thing among those that have theirs. */
const freshId = () => `n${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 8)}`;

// A piece in the person's own words: every line a field with its counter. What counts is what the server counts.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { count, listOf, unnumbered } from "./counts.js";

/** @import { Desk, Line, PieceView } from "./types.js" */

register({
  edit_title: ["Editar", "Edit"],
  edit_add: ["Mais: {label}", "One more: {label}"],
  edit_remove: ["Tirar {label}", "Remove {label}"],
  edit_save: ["Guardar como nova versão", "Keep as a new version"],
  edit_none: ["Nada mudou ainda.", "Nothing has changed yet."],
  edit_gap: ["[falta: {label}]", "[missing: {label}]"],
  edit_of: ["{n} de {limit}", "{n} of {limit}"],
  edit_over: ["{n} de {limit}: passou", "{n} of {limit}: too long"],
});

/** @param {import("../chat/types.js").Say} say @param {string} text @returns {[string, (edited: string) => string]} As it is edited, and the way back. */
export function withoutMarks(say, text) {
  /** @type {[string, string][]} */
  const gaps = [];
  const shown = text.replace(/⟦([^|⟧]*)\|([^⟧]*)⟧/gu, (all, _, label) => {
    const words = say("edit_gap", { label });
    gaps.push([words, all]);
    return words;
  });
  return [shown, (edited) => gaps.reduce((now, [words, all]) => now.replace(words, () => all), edited)];
}

/**
 * @param {Desk} desk @param {PieceView} view
 * @param {{ send: (lines: Record<string, string>) => void, cancel: () => void, at?: string }} how `at`: the line to begin with.
 */
export function editForm({ say }, view, { send, cancel, at }) {
  /** @type {{ path: string, was: string, read: () => string, focus: () => void }[]} */
  const fields = [];
  const error = h("p", { class: "form-error", role: "alert" });

  /** @param {Line} line @param {boolean} isOfList @param {boolean} [isNew] */
  const field = (line, isOfList, isNew) => {
    const { label, limit, unit, long, hard } = line;
    const [shown, back] = withoutMarks(say, line.text);
    const box = long ? h("textarea", { class: "input", lang: view.locale, ariaLabel: label, value: shown, rows: 3 }) : h("input", { class: "input", lang: view.locale, ariaLabel: label, value: shown, autocomplete: "off" });
    const counter = limit !== undefined && h("span", { class: "counter" });
    const counts = () => {
      if (!counter) return;
      const n = count(unit, box.value, line);
      const isOver = n > limit;
      counter.textContent = say(isOver && hard ? "edit_over" : "edit_of", { n, limit });
      counter.classList.toggle("over", isOver);
      box.ariaInvalid = String(isOver && hard);
    };
    box.addEventListener("input", counts);
    counts();
    const remove = isOfList && h("button", { type: "button", class: "button quiet remove", ariaLabel: say("edit_remove", { label }), title: say("edit_remove", { label }), onclick: () => {
      box.value = "";
      const next = /** @type {HTMLElement | null} */ ((row.nextElementSibling ?? row.previousElementSibling)?.querySelector("input, textarea, button"));
      row.hidden = true;
      next?.focus();
    } }, "✕");
    const row = h("div", { class: "edit-line" }, h("p", { class: "cell-label" }, label, counter), h("div", { class: "edit-box" }, box, remove));
    fields.push({ path: line.path, was: isNew ? "" : line.text, read: () => back(box.value.trim()), focus: () => box.focus() });
    return row;
  };

  /** @type {Node[]} */
  const groups = [];
  const lists = grouped(view.lines);
  for (const [path, lines] of lists) {
    const isList = listOf(lines[0].path) !== lines[0].path;
    const rows = h("div", { class: "edit-group" }, ...lines.map((line) => field(line, isList)));
    if (isList) {
      const label = unnumbered(lines[0].label);
      let next = Math.max(...lines.map((line) => Number(line.path.slice(path.length + 1)))) + 1;
      const add = h("button", { type: "button", class: "switch", onclick: () => {
        const row = field({ ...lines[0], path: `${path}/${next}`, label: `${label} ${next + 1}`, text: "", count: 0, gaps: [] }, true, true);
        next++;
        add.before(row);
        fields.at(-1)?.focus();
      } }, `+ ${say("edit_add", { label })}`);
      rows.append(add);
    }
    groups.push(rows);
  }

  const changed = () => fields.filter(({ was, read }) => read() !== was.trim());
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const lines = changed();
    if (!lines.length) return void (error.textContent = say("edit_none"));
    send(Object.fromEntries(lines.map(({ path, read }) => [path, read()])));
  };
  const element = h("form", { class: "piece-form edit-lines", onsubmit, noValidate: true, ariaLabel: say("edit_title") }, ...groups, error,
    h("div", { class: "form-foot" }, h("button", { class: "button primary", "data-act": "save" }, say("edit_save")), h("button", { type: "button", class: "button quiet", onclick: cancel }, say("piece_cancel"))));
  const focus = () => (fields.find(({ path }) => path === at) ?? fields[0])?.focus();
  return { element, focus, isDirty: () => changed().length > 0 };
}

/** @param {Line[]} lines */
function grouped(lines) {
  /** @type {Map<string, Line[]>} */
  const all = new Map();
  for (const line of lines) all.set(listOf(line.path), [...(all.get(listOf(line.path)) ?? []), line]);
  return all;
}

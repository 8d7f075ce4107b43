// The controls below a question: its options and buttons.
import { h } from "./dom.js";

/** @param {import("./types.js").AskView} ask @param {import("./types.js").Talk} talk */
export function askControls(ask, talk) {
  const { input, buttons = [], path } = ask;
  const row = talk.rows.findLast((row) => row.ask?.id === ask.id);
  const all = [...(input.options ?? []), ...(row?.card ? [] : buttons)].map(({ id, label }) =>
    h("button", { type: "button", class: "button", "data-option": id, onclick: () => talk.answer({ options: [id] }) }, label));
  const element = h("div", { class: "controls" }, ...all);
  element.dataset.path = path;
  return { element, focus: () => (all[0]?.focus(), all.length > 0) };
}

/** @param {import("./types.js").Control} _control @param {import("./types.js").EditorContext} context @returns {Promise<import("./types.js").Editor>} */
export async function editorFor(_control, { label, shown = "" }) {
  const box = h("textarea", { class: "input", ariaLabel: label, value: shown });
  return { element: box, read: () => ({ text: box.value }), focus: () => box.focus() };
}

// Asks for another version: of the whole, of a field, or of the words that somebody selected.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { readable } from "./changes.js";
import { inScalars } from "./place.js";
import { part } from "./text.js";

/** @import { Desk, PieceView, Scope, Tag } from "./types.js" */

register({
  request_title: ["Pedir mudança", "Ask for a change"],
  request_where: ["Onde", "Where"],
  request_piece: ["Na peça inteira", "In the whole piece"],
  request_field: ["Em um texto só", "In one text only"],
  request_range: ["Só em “{words}”", "Only in “{words}”"],
  request_which: ["Qual texto", "Which text"],
  request_words: ["Para mudar só uma parte, selecione as palavras aqui", "To change a part only, select the words here"],
  request_about: ["Sobre o quê", "About what"],
  tag_tone: ["tom", "tone"],
  tag_shorter: ["mais curto", "shorter"],
  tag_fact: ["fato", "fact"],
  tag_brand: ["marca", "brand"],
  tag_legal: ["jurídico", "legal"],
  tag_visual: ["visual", "visual"],
  request_text: ["O que deve mudar", "What should change"],
  request_hint: ["Por exemplo: diga o preço antes do prazo.", "For example: say the price before the deadline."],
  request_rest: ["O resto fica como está.", "The rest stays as it is."],
  request_send: ["Pedir esta mudança", "Ask for this change"],
  request_empty: ["Escreva o que deve mudar, ou escolha um assunto.", "Write what should change, or choose what it is about."],
  piece_cancel: ["Cancelar", "Cancel"],
});

const TAGS = /** @type {Tag[]} */ (["tone", "shorter", "fact", "brand", "legal", "visual"]);
const SHOWN = 60;

/** @param {string} words */
export const short = (words) => (words.length > SHOWN ? `${words.slice(0, SHOWN).trimEnd()}…` : words);

let n = 0;

/**
 * @param {Desk} desk @param {PieceView} view
 * @param {{ chosen: { path: string, from: number, to: number, words: string } | null, send: (more: { scope: Scope, text: string, tags: Tag[] }) => void, cancel: () => void }} how
 */
export function requestForm({ say }, view, { chosen, send, cancel }) {
  const name = `request-${++n}`;
  const error = h("p", { class: "form-error", role: "alert" });
  const text = h("textarea", { class: "input", rows: 2, ariaLabel: say("request_text"), placeholder: say("request_hint"), maxLength: 2000 });
  const tags = TAGS.map((tag) => {
    const box = h("input", { type: "checkbox", value: tag });
    return h("label", { class: "tag" }, box, h("span", {}, say(`tag_${tag}`)));
  });
  // ── where ──
  const which = h("select", { class: "input", ariaLabel: say("request_which") }, ...view.lines.map(({ path, label, text }) => h("option", { value: path }, `${label}: ${short(readable(text))}`)));
  if (chosen) which.value = chosen.path;
  const within = h("textarea", { class: "input within", lang: view.locale, readOnly: true, rows: 2, ariaLabel: say("request_words") });
  const field = h("div", { class: "request-field", hidden: true }, which, h("p", { class: "quietly", "aria-hidden": "true" }, say("request_words")), within);
  const fill = () => (within.value = view.lines.find(({ path }) => path === which.value)?.text ?? "");
  which.onchange = fill;
  fill();
  /** @param {string} value @param {string} label @param {boolean} checked */
  const radio = (value, label, checked) => h("label", { class: "radio" }, h("input", { type: "radio", name, value, checked, onchange: () => (field.hidden = value !== "field") }), h("span", {}, label));
  const where = h("fieldset", {}, h("legend", {}, say("request_where")),
    chosen && radio("range", say("request_range", { words: short(chosen.words) }), true), radio("piece", say("request_piece"), !chosen), view.lines.length > 0 && radio("field", say("request_field"), false), field);

  /** @returns {Scope} */
  const scope = () => {
    const value = /** @type {HTMLInputElement | null} */ (where.querySelector("input:checked"))?.value;
    if (value === "range" && chosen) return { of: "range", path: chosen.path, from: chosen.from, to: chosen.to };
    if (value !== "field") return { of: "piece" };
    const path = which.value;
    const range = inScalars(within.value, within.selectionStart, within.selectionEnd);
    return range && range.to - range.from < [...within.value].length ? { of: "range", path, ...range } : { of: "field", path };
  };
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const marked = TAGS.filter((_, at) => /** @type {HTMLInputElement} */ (tags[at].firstElementChild).checked);
    const words = text.value.trim();
    if (!words && !marked.length) {
      error.textContent = say("request_empty");
      return text.focus();
    }
    send({ scope: scope(), text: words || marked.map((tag) => say(`tag_${tag}`)).join(", "), tags: marked });
  };
  const element = h("form", { class: "piece-form request", onsubmit, noValidate: true, ariaLabel: say("request_title") },
    where, h("fieldset", {}, h("legend", {}, say("request_about")), h("div", { class: "tags-row" }, ...tags)), h("div", {}, h("p", { class: "cell-label", "aria-hidden": "true" }, say("request_text")), text), h("p", { class: "quietly" }, say("request_rest")), error,
    h("div", { class: "form-foot" }, h("button", { class: "button primary", "data-act": "send" }, say("request_send")), h("button", { type: "button", class: "button quiet", onclick: cancel }, say("piece_cancel"))));
  return { element, focus: () => text.focus(), isDirty: () => !!text.value.trim() };
}

/** What a scope is about, in words. @param {import("../chat/types.js").Say} say @param {PieceView} view @param {Scope} scope */
export function scopeWords(say, view, scope) {
  if (scope.of === "piece") return say("request_piece");
  const line = view.lines.find(({ path }) => path === scope.path);
  if (scope.of === "field") return line?.label ?? say("request_field");
  return say("request_range", { words: short(readable(part(line?.text ?? "", scope.from, scope.to))) });
}

// The parts of a card around its preview: what was counted and found, why it is so, who decided.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { changeList } from "./changes.js";
import { counters } from "./counts.js";
import { byName, handledWords } from "./names.js";

/** @import { PieceView } from "./types.js" */
/** @import { Say } from "../chat/types.js" */
/** @typedef {import("./text.js").Texts} Texts */

register({
  counter_many: ["{label}: {n}, até {limit}", "{label}: {n}, up to {limit}"],
  counter_one: ["{label}: {count} de {limit}", "{label}: {count} of {limit}"],
  counter_over: ["{label}: {over} acima de {limit}", "{label}: {over} above {limit}"],
  counter_cut: ["{label}: {count}, aparece cortado em {limit}", "{label}: {count}, shown cut at {limit}"],
  lines_all: ["Todos os textos ({n})", "All texts ({n})"],
  check_error: ["Precisa mudar", "Must change"],
  check_warn: ["Aviso", "Warning"],
  check_note: ["Nota", "Note"],
  check_see: ["ver onde", "see where"],
  checks: ["O que foi conferido", "What was checked"],
  changed_since: ["Mudou desde v{n}", "Changed since v{n}"],
  why_piece: ["Por quê?", "Why?"],
  why_sources: ["De onde vem", "Sources"],
  decisions: ["Decisões", "Decisions"],
});

/** @param {PieceView} view @param {Say} say @param {(path: string) => void} go */
export function counterList(view, say, go) {
  const all = counters(view.lines);
  if (!all.length) return false;
  return h("ul", { class: "counters", role: "list" }, ...all.map(({ label, n, over, limit, hard, count, first }) => {
    const isCut = over > 0 && !hard && n === 1;
    const key = isCut ? "counter_cut" : over && (hard || n > 1) ? "counter_over" : n > 1 ? "counter_many" : "counter_one";
    return h("li", {}, h("button", { type: "button", class: over && hard ? "counter over" : over ? "counter cut" : "counter", onclick: () => go(first) },
      h("span", { "aria-hidden": "true" }, over ? (hard ? "✕ " : "✂ ") : "✓ "), say(key, { label, n, over, limit, count })));
  }));
}

/** Every text with how long it is: what a preview folds or turns is all here. @param {Texts} texts */
export function lineList(texts) {
  const { view, say } = texts;
  if (!view.lines.length) return null;
  return h("details", { class: "lines" }, h("summary", {}, say("lines_all", { n: view.lines.length })),
    h("dl", {}, ...view.lines.flatMap(({ path, label, count, limit }) => [
      h("dt", {}, label, limit !== undefined && h("span", { class: count > limit ? "counter over" : "counter" }, `${count}/${limit}`)),
      Object.assign(texts.line(path, { tag: "dd" }), { lang: view.locale }),
    ])));
}

/** @param {PieceView} view @param {Say} say @param {(path: string) => void} go */
export function checkList({ checks, locale: lang }, say, go) {
  const order = { error: 0, warn: 1, note: 2 };
  const sorted = checks.toSorted((a, b) => order[a.level] - order[b.level]);
  if (!sorted.length) return false;
  return h("ul", { class: "checks", role: "list", ariaLabel: say("checks") }, ...sorted.map(({ level, message, path }) =>
    h("li", { class: `is-${level}` }, h("span", { class: "check-level" }, say(`check_${level}`)), h("span", { class: "check-words", lang }, message),
      path && h("button", { type: "button", class: "switch", "aria-description": message, onclick: () => go(path) }, say("check_see")))));
}

/** @param {PieceView} view @param {Say} say */
export const changeSection = ({ changes, version, locale }, say) => changes.length > 0 && h("section", { class: "piece-changes" }, h("p", { class: "cell-label" }, say("changed_since", { n: Math.max(1, version - 1) })), changeList(say, changes, locale));

/** Why it is as it is, from what, by whom, at what cost. @param {PieceView} view @param {Say} say */
export function why({ rationale, sources, cost, by, locale: lang }, say) {
  const foot = [byName(say, by), cost].filter(Boolean).join(" · ");
  const inside = sources.map(({ label, quote }) => h("li", {}, label && h("strong", {}, `${label}: `), quote && h("q", {}, quote)));
  return h("div", { class: "piece-why" },
    rationale && h("p", {}, h("strong", {}, say("why_piece")), " ", h("span", { lang }, rationale)),
    inside.length > 0 && h("details", {}, h("summary", {}, `${say("why_sources")} (${inside.length})`), h("ul", { lang }, ...inside)),
    foot && h("p", { class: "quietly" }, foot));
}

/** @param {PieceView} view @param {Say} say @param {string} locale */
export function decisionList({ decisions }, say, locale) {
  const all = decisions.filter(({ undone, decision }) => !undone && decision !== "undo");
  if (!all.length) return false;
  return h("ul", { class: "decisions", role: "list", ariaLabel: say("decisions") }, ...all.map((one) =>
    h("li", {}, `v${one.version} · ${handledWords(say, locale, one)}`, one.comment && h("q", {}, one.comment))));
}

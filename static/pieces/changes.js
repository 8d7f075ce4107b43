// What one version says differently from another, word by word.

import { difference } from "../chat/card.js";
import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";

/** @import { Line, LineChange } from "./types.js" */
/** @import { Say } from "../chat/types.js" */

register({
  change_from: ["Antes: {text}.", "Before: {text}."],
  change_to: ["Agora: {text}.", "Now: {text}."],
  change_none: ["(vazio)", "(empty)"],
});

/** A gap as it reads. @param {string} text */
export const readable = (text) => text.replace(/⟦[^|⟧]*\|([^⟧]*)⟧/gu, "[$1]");

/** A change with what goes and comes; who does not see it hears both texts. @param {Say} say @param {string} was @param {string} is @param {string} lang */
function changed(say, was, is, lang) {
  const [from, to] = [readable(was), readable(is)];
  const parts = from && to ? difference(from, to) : null;
  const kept = parts?.reduce((all, [how, { length }]) => all + (how ? 0 : length), 0) ?? 0;
  const isReadable = parts && kept >= Math.min(from.length, to.length) / 3;
  const seen = isReadable ? parts.map(([how, text]) => (how ? h(how, {}, text) : text)) : [from && h("del", {}, from), from && to ? " → " : "", to && h("ins", {}, to)];
  return h("p", { class: "change" }, h("span", { "aria-hidden": "true", lang }, ...seen),
    h("span", { class: "unseen" }, say("change_from", { text: from || say("change_none") }), " ", say("change_to", { text: to || say("change_none") })));
}

/** Both texts side by side: what goes is marked in the one, what comes in the other. @param {string} was @param {string} is */
export function sides(was, is) {
  const [from, to] = [readable(was), readable(is)];
  const parts = (from && to && difference(from, to)) || [["del", from], ["ins", to]];
  /** @param {"del" | "ins"} how */
  const side = (how) => parts.flatMap(([kind, text]) => (kind === how && text ? h(how, {}, text) : kind ? [] : text));
  return [h("p", { class: "side-old" }, ...(from ? side("del") : ["—"])), h("p", {}, ...(to ? side("ins") : ["—"]))];
}

/** The lines of two versions side by side, in the order of the newer; what is gone stands where it stood. @param {Line[]} before @param {Line[]} after */
export function aligned(before, after) {
  const old = new Map(before.map((line) => [line.path, line]));
  const fresh = new Set(after.map(({ path }) => path));
  /** @type {{ path: string, label: string, from: string, to: string }[]} */
  const all = after.map(({ path, label, text }) => ({ path, label, from: old.get(path)?.text ?? "", to: text }));
  before.forEach(({ path, label, text }, at) => {
    if (fresh.has(path)) return;
    const after = before.slice(0, at).findLast((line) => all.some((one) => one.path === line.path));
    all.splice(after ? all.findIndex((one) => one.path === after.path) + 1 : 0, 0, { path, label, from: text, to: "" });
  });
  return all.filter(({ from, to }) => from || to);
}

/** @param {Say} say @param {LineChange[]} changes @param {string} lang The piece's. */
export const changeList = (say, changes, lang) => h("ul", { class: "changes", role: "list" }, ...changes.map(({ label, from, to }) => h("li", {}, h("p", { class: "cell-label" }, label), changed(say, from, to, lang))));

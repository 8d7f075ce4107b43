// A proposal: what would change, why, and who says so. Nothing of it is an answer before the person accepts it.

import { h, lines as apart } from "./dom.js";
import { register } from "./words.js";

/** @typedef {import("./types.js").CardField} CardField */
/** @typedef {import("./types.js").CardState} CardState */

register({
  card: ["Sugestão", "Suggestion"],
  card_rules: ["por regras, sem IA", "by rules, no AI"],
  card_model: ["por {by}", "by {by}"],
  card_was: ["Antes: {text}", "Before: {text}"],
  card_to: ["Sugestão: {text}", "Suggestion: {text}"],
  card_recorded: ["gravação, sem IA agora", "a recording, no AI now"],
  card_quote: ["De onde vem: “{text}”", "Where it comes from: “{text}”"],
  card_high: ["bem claro no texto", "clear in the text"],
  card_medium: ["provável", "likely"],
  card_low: ["confira", "check this"],
  card_why: ["Por quê:", "Why:"],
  card_assumes: ["Supõe que:", "It assumes that:"],
  card_missing: ["Ficaria melhor com:", "It would be better with:"],
  card_use: ["Usar a minha versão", "Use my version"],
  card_cancel: ["Voltar à sugestão", "Back to the suggestion"],
  card_accepted: ["Sugestão usada", "Suggestion used"],
  card_edited: ["Usada com as suas mudanças", "Used with your changes"],
  card_rejected: ["Ficou como estava", "Kept as it was"],
  card_superseded: ["Deu lugar a outra sugestão", "Another suggestion took its place"],
  card_stale: ["A resposta mudou depois desta sugestão", "The answer has changed since this suggestion"],
});

const CELLS_MAX = 250_000;

/**
 * The words that go, come and stay; `null` if there is too much to compare.
 * @param {string} from @param {string} to
 * @returns {["" | "del" | "ins", string][] | null}
 */
export function difference(from, to) {
  const [old, fresh] = [from, to].map((text) => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []);
  const width = fresh.length + 1;
  if ((old.length + 1) * width > CELLS_MAX) return null;
  // How many words the rest of both have in common, from each place on.
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] = old[i] === fresh[j] ? common[at + width + 1] + 1 : Math.max(common[at + width], common[at + 1]);
    }
  }
  /** @type {["" | "del" | "ins", string][]} */
  const parts = [];
  /** @param {"" | "del" | "ins"} how @param {string} word */
  const put = (how, word) => {
    const last = parts.at(-1);
    if (last?.[0] === how) last[1] += word;
    else parts.push([how, word]);
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    const at = i * width + j;
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) put("", old[(i++, j++, i - 1)]);
    else if (j === fresh.length || (i < old.length && common[at + width] >= common[at + 1])) put("del", old[i++]);
    else put("ins", fresh[j++]);
  }
  return readable(parts);
}

/**
 * What lies between two changes and is no word changes with them: whole phrases are read, not single words in turn.
 * @param {["" | "del" | "ins", string][]} parts
 */
function readable(parts) {
  /** @type {typeof parts} */
  const all = [];
  let [gone, come] = ["", ""];
  const change = () => {
    if (gone) all.push(["del", gone]);
    if (come) all.push(["ins", come]);
    gone = come = "";
  };
  parts.forEach(([how, text], at) => {
    const isBetween = !how && (gone || come) && at + 1 < parts.length && !/[\p{L}\p{N}]/u.test(text);
    if (how !== "ins" && (how || isBetween)) gone += text;
    if (how !== "del" && (how || isBetween)) come += text;
    if (how || isBetween) return;
    change();
    all.push(["", text]);
  });
  change();
  return all;
}

/**
 * What is said of a card as a whole, each line under what it is.
 * @param {string} title @param {string[]} [lines]
 */
const lines = (title, lines = []) => lines.length > 0 && h("div", { class: "why" }, h("p", {}, title), h("ul", {}, ...lines.map((line) => h("li", {}, line))));

/** How sure it is, in a word. @param {import("./types.js").Say} say @param {CardField} field */
export const sure = (say, { confidence }) => confidence && h("span", { class: `badge sure ${confidence}` }, say(`card_${confidence}`));

/** @param {import("./types.js").Say} say @param {CardField} field */
export function shown(say, { from: was, to: is, quote }) {
  const [from, to] = [was && apart(was), apart(is)];
  const parts = from && from !== to ? difference(from, to) : null;
  const kept = parts?.reduce((all, [how, { length }]) => all + (how ? 0 : length), 0) ?? 0;
  // Of little that stays nobody can read what goes and comes.
  const text = !parts || kept < to.length / 3 ? h("div", {}, h("p", { class: "to" }, to), parts && h("p", { class: "quote" }, say("card_was", { text: from ?? "" })))
    : h("div", {},
      h("p", { class: "to", "aria-hidden": "true" }, ...parts.map(([how, words]) => (how && words.trim() ? h(how, {}, words) : how === "del" ? "" : words))),
      h("p", { class: "unseen" }, say("card_was", { text: from ?? "" }), " ", say("card_to", { text: to })));
  return h("div", {}, text, quote && quote !== was && h("p", { class: "quote" }, say("card_quote", { text: quote })));
}

/**
 * @param {import("./talk.js").TalkOverSocket} talk
 * @param {import("./types.js").Card} card
 * @returns {HTMLElement}
 */
export function card(talk, card) {
  const { say, ai } = talk;
  const { fields, why, questions, assumptions, buttons, by, task } = card;
  const who = by === "rules" ? say("card_rules") : ai?.simulated ? say("card_recorded") : say("card_model", { by });
  const bodies = fields.map((field) => h("div", {}, shown(say, field)));
  const actions = h("div", { class: "actions" });
  const all = h("div", {}, ...fields.map((field, at) => h("div", {}, h("p", { class: "label" }, field.label, " ", sure(say, field)), bodies[at])));
  const element = h("section", { class: "card" },
    h("p", { class: "by" }, h("strong", {}, say("card")), " ", h("span", { class: "badge" }, who)),
    all, lines(say("card_why"), why), lines(say("card_assumes"), assumptions), lines(say("card_missing"), questions), actions, h("p", { class: "decided" }));
  Object.assign(element.dataset, { card: card.id, version: card.version });
  element.ariaLabel = [say("card"), fields.map(({ label }) => label).join(", ")].filter(Boolean).join(": ");

  const offer = () => {
    fields.forEach((field, at) => bodies[at].replaceChildren(shown(say, field)));
    actions.replaceChildren(...buttons.map(({ id, label }) => button(label, id, () => (id === "edit" ? edit() : talk.decide(card, /** @type {"accept"} */ (id))))));
  };
  const edit = async () => {
    const made = await import("./own.js").then(({ editors }) => editors(talk, fields)).catch(() => talk.tell(say("part_failed")));
    if (!made || element.dataset.state !== "open") return;
    made.forEach((one, at) => bodies[at].replaceChildren(one.element));
    const content = () => Object.fromEntries(fields.flatMap(({ path }, at) => {
      const value = made[at].read();
      return value === null ? [] : [[path, value]];
    }));
    actions.replaceChildren(
      button(say("card_use"), "use", () => talk.decide(card, "edit", content())),
      button(say("card_cancel"), "cancel", () => (offer(), focusIn(actions, "edit"))));
    made[0].focus();
  };
  offer();
  settle(talk, element, card.state);
  // Without the list, what it would have held is there all the same.
  if (task === "extract" && fields.length) import("./extract.js").then(({ extract }) => extract(talk, card, { element, all, actions }), () => {});
  return element;
}

/** @param {string} label @param {string} decision @param {() => void} onclick */
export const button = (label, decision, onclick) => {
  const made = h("button", { type: "button", class: ["accept", "use"].includes(decision) ? "button primary" : "button", onclick }, label);
  made.dataset.decision = decision;
  return made;
};

/** @param {HTMLElement} actions @param {string} decision */
export const focusIn = (actions, decision) => /** @type {HTMLElement | null} */ (actions.querySelector(`[data-decision=${decision}]`))?.focus();

/**
 * Shows how it was decided. What is decided has no buttons.
 * @param {import("./types.js").Talk} talk @param {HTMLElement} element @param {CardState} state
 */
export function settle(talk, element, state) {
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  if (state === "open") return;
  for (const actions of element.querySelectorAll(".actions")) actions.replaceChildren();
  const decided = element.querySelector(".decided");
  if (decided) decided.textContent = talk.say(`card_${state}`);
  for (const field of element.querySelectorAll("textarea, input, select")) field.setAttribute("disabled", "");
}

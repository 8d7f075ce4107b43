// A proposal: what would change, why, and who says so. Nothing of it is an answer before the person accepts it.

import { editorFor } from "./controls.js";
import { h } from "./dom.js";
import { register } from "./words.js";

/** @typedef {import("./types.js").CardField} CardField */
/** @typedef {import("./types.js").CardState} CardState */

register({
  card: ["Sugestão", "Suggestion"],
  card_rules: ["por regras, sem IA", "by rules, no AI"],
  card_model: ["por {by}", "by {by}"],
  card_was: ["Antes: {text}", "Before: {text}"],
  card_to: ["Sugestão: {text}", "Suggestion: {text}"],
  card_quote: ["De onde vem: “{text}”", "Where it comes from: “{text}”"],
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
  return parts;
}

/** @param {import("./types.js").Say} say @param {CardField} field */
function shown(say, { from, to, quote }) {
  const parts = from && from !== to ? difference(from, to) : null;
  const text = !parts ? h("p", { class: "to" }, to)
    : h("div", {},
      h("p", { class: "to", "aria-hidden": "true" }, ...parts.map(([how, words]) => (how ? h(how, {}, words) : words))),
      h("p", { class: "unseen" }, say("card_was", { text: from ?? "" }), " ", say("card_to", { text: to })));
  return h("div", {}, text, quote && quote !== from && h("p", { class: "quote" }, say("card_quote", { text: quote })));
}

/**
 * @param {import("./types.js").Talk} talk
 * @param {import("./types.js").Card} card
 * @returns {HTMLElement}
 */
export function card(talk, card) {
  const { say } = talk;
  const { fields, why = [], questions = [], buttons, by } = card;
  const bodies = fields.map((field) => h("div", { class: "body" }, shown(say, field)));
  const actions = h("div", { class: "actions" });
  const element = h("section", { class: "card" },
    h("p", { class: "by" }, h("strong", {}, say("card")), " ", h("span", { class: "badge" }, by === "rules" ? say("card_rules") : say("card_model", { by }))),
    ...fields.map(({ label }, at) => h("div", { class: "field" }, h("p", { class: "label" }, label), bodies[at])),
    why.length > 0 && h("ul", { class: "why" }, ...why.map((line) => h("li", {}, line))),
    questions.length > 0 && h("div", { class: "why" }, h("p", {}, say("card_missing")), h("ul", {}, ...questions.map((line) => h("li", {}, line)))),
    actions, h("p", { class: "decided" }));
  Object.assign(element.dataset, { card: card.id, version: card.version });
  element.ariaLabel = `${say("card")}: ${fields.map(({ label }) => label).join(", ")}`;

  const offer = () => {
    fields.forEach((field, at) => bodies[at].replaceChildren(shown(say, field)));
    actions.replaceChildren(...buttons.map(({ id, label }) => button(label, id, () => (id === "edit" ? edit() : talk.decide(card, /** @type {"accept"} */ (id)))))) ;
  };
  const edit = async () => {
    const editors = await Promise.all(fields.map((field) => editor(talk, field)));
    editors.forEach((one, at) => bodies[at].replaceChildren(one.element));
    const content = () => Object.fromEntries(fields.flatMap(({ path }, at) => {
      const value = editors[at].read();
      return value === null ? [] : [[path, value]];
    }));
    actions.replaceChildren(
      button(say("card_use"), "use", () => talk.decide(card, "edit", content())),
      button(say("card_cancel"), "cancel", () => (offer(), focusIn(actions, "edit"))));
    editors[0].focus();
  };
  offer();
  settle(talk, element, card.state);
  return element;
}

/** @param {string} label @param {string} decision @param {() => void} onclick */
const button = (label, decision, onclick) => {
  const made = h("button", { type: "button", class: ["accept", "use"].includes(decision) ? "button primary" : "button", onclick }, label);
  made.dataset.decision = decision;
  return made;
};

/** @param {HTMLElement} actions @param {string} decision */
const focusIn = (actions, decision) => /** @type {HTMLElement | null} */ (actions.querySelector(`[data-decision=${decision}]`))?.focus();

/**
 * What the person words differently: a text as a text, all else by the control that the brief has for it.
 * @param {import("./types.js").Talk} talk @param {CardField} field
 * @returns {Promise<{ element: HTMLElement, read(): any, focus(): void }>}
 */
async function editor(talk, { path, label, to, value }) {
  const input = talk.brief.fields.find((field) => field.path === path)?.input;
  if (typeof value === "string" || !input) {
    const box = h("textarea", { class: "input", value: to, rows: Math.min(8, to.split("\n").length + 1), ariaLabel: label, disabled: typeof value !== "string" });
    return { element: box, read: () => (box.disabled ? null : box.value.trim()), focus: () => box.focus() };
  }
  const context = { say: talk.say, locale: talk.locale, label, initial: value, shown: to, upload: talk.upload.bind(talk), inside: true };
  const made = await editorFor(input, context);
  const read = () => {
    const body = made.read();
    return body && ("value" in body ? body.value : "text" in body ? body.text : null);
  };
  return { element: made.element, read, focus: () => made.focus() };
}

/**
 * Shows how it was decided. What is decided has no buttons.
 * @param {import("./types.js").Talk} talk @param {HTMLElement} element @param {CardState} state
 */
export function settle(talk, element, state) {
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  if (state === "open") return;
  element.querySelector(".actions")?.replaceChildren();
  const decided = element.querySelector(".decided");
  if (decided) decided.textContent = talk.say(`card_${state}`);
  for (const field of element.querySelectorAll("textarea, input, select")) field.setAttribute("disabled", "");
}

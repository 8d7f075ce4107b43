// What was found in a pasted text: a list of what would be answered, with where each comes from, to be taken in one step.

import { button, focusIn, shown, sure } from "./card.js";
import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { register } from "./words.js";

/** @import { Card, CardField, Value } from "./types.js" */

register({
  found: ["O que encontrei no seu texto", "What I found in your text"],
  found_how: ["Desmarque o que não vale. O que faltar, eu pergunto.", "Untick what doesn't hold. I ask for whatever is missing."],
  found_check: ["{n} pedem que você confira.", "{n} need a check from you."],
  found_check_one: ["1 pede que você confira.", "1 needs a check from you."],
  found_quote: ["de onde vem", "its source"],
  found_quote_of: ["De onde vem: {label}", "Where it comes from: {label}"],
  found_use: ["Usar {n} respostas", "Use {n} answers"],
  found_use_one: ["Usar 1 resposta", "Use 1 answer"],
  found_use_none: ["Marque ao menos uma", "Tick at least one"],
});

/**
 * What a decision says of the fields: nothing if all are taken as they are; else `null` for each that is not ticked, and
 * the words that the person has given one, if they have.
 * @param {Pick<Card, "fields">} card @param {(path: string) => boolean} isTicked @param {Map<string, Value | null>} [own]
 * @returns {Record<string, Value | null> | null} `null`: all of it as it is
 */
export function taken({ fields }, isTicked, own) {
  if (!own && fields.every(({ path }) => isTicked(path))) return null;
  return Object.fromEntries(fields.map(({ path, value }) => [path, isTicked(path) ? own?.get(path) ?? value : null]));
}

/**
 * Makes a list of the fields of a card.
 * @param {import("./talk.js").TalkOverSocket} talk @param {Card} card
 * @param {{ element: HTMLElement, all: HTMLElement, actions: HTMLElement }} parts
 */
export async function extract(talk, card, { element, all, actions }) {
  const { say } = talk;
  const { fields, buttons } = card;
  const css = sheet("assists.css");
  element.prepend(css.link);
  await css.ready;
  /** @type {Map<string, { element: HTMLElement, read(): any, focus(): void }>} */
  const editors = new Map();
  const rows = fields.map((field) => row(talk, field, () => count()));
  const isTicked = (/** @type {string} */ path) => rows.some(({ field, tick }) => field.path === path && tick.checked);
  const low = fields.filter(({ confidence }) => confidence === "low").length;
  const check = low > 0 && ` ${say(low === 1 ? "found_check_one" : "found_check", { n: low })}`;
  const list = h("ul", { class: "found", role: "list" }, ...rows.map(({ element }) => element));
  const how = h("p", { class: "found-how" }, h("strong", {}, say("found")), " ", say("found_how"), check);

  const use = () => {
    const own = editors.size ? new Map([...editors].map(([path, editor]) => [path, editor.read()])) : undefined;
    const content = taken(card, isTicked, own);
    if (content && Object.values(content).every((value) => value === null)) return;
    if (content) talk.decide(card, "edit", content);
    else talk.decide(card, "accept");
  };
  const accept = button("", "accept", use);
  const take = h("div", { class: "actions take" }, accept);
  function count() {
    const n = rows.filter(({ tick }) => tick.checked).length;
    accept.textContent = say(n > 1 ? "found_use" : n ? "found_use_one" : "found_use_none", { n });
    accept.ariaDisabled = n ? null : "true";
    for (const { element, tick } of rows) element.classList.toggle("out", !tick.checked);
  }
  const offer = () => actions.replaceChildren(...buttons.filter(({ id }) => id !== "accept").map(({ id, label }) =>
    button(label, id, () => (id === "edit" ? edit() : talk.decide(card, /** @type {"keep"} */ (id))))));
  const edit = async () => {
    const made = await import("./own.js").then((own) => own.editors(talk, fields)).catch(() => talk.tell(say("part_failed")));
    if (!made || element.dataset.state !== "open") return;
    made.forEach((one, at) => {
      editors.set(fields[at].path, one);
      rows[at].value.replaceChildren(one.element);
    });
    accept.dataset.decision = "use";
    actions.replaceChildren(button(say("card_cancel"), "cancel", () => {
      editors.clear();
      rows.forEach(({ value, field }) => value.replaceChildren(words(talk, field)));
      accept.dataset.decision = "accept";
      offer();
      focusIn(actions, "edit");
    }));
    made[0].focus();
  };
  count();
  const hasFocus = actions.contains(/** @type {ShadowRoot} */ (element.getRootNode()).activeElement);
  all.replaceChildren(how, list);
  if (element.dataset.state === "open") {
    // It stays in sight, however long the list is.
    actions.before(take);
    offer();
  } else for (const { tick } of rows) tick.disabled = true;
  if (hasFocus) accept.focus();
}

/** A value as it is read, against what was there. @param {import("./talk.js").TalkOverSocket} talk @param {CardField} field */
const words = ({ say }, field) => shown(say, { ...field, quote: undefined });

/** @param {import("./talk.js").TalkOverSocket} talk @param {CardField} field @param {() => void} onchange */
function row(talk, field, onchange) {
  const { say } = talk;
  const { label, quote } = field;
  const tick = h("input", { type: "checkbox", checked: true, onchange });
  const value = h("div", { class: "value" }, words(talk, field));
  const from = h("blockquote", { hidden: true }, quote);
  const word = sure(say, field);
  const open = h("button", { type: "button", class: "origin", title: say("found_quote_of", { label }), "aria-expanded": "false", onclick: () => {
    from.hidden = !from.hidden;
    open.ariaExpanded = String(!from.hidden);
  } }, word || say("found_quote"), h("span", { class: "unseen" }, `: ${say("found_quote_of", { label })}`));
  const element = h("li", {}, h("label", {}, tick, h("span", {}, label)), quote ? open : word, value, quote && from);
  return { element, field, tick, value };
}

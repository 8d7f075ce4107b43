// What fell behind, because what it was made from has changed: never silently, always with a choice.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";

/** @import { Desk, PieceLine, PieceView, Refused } from "./types.js" */

register({
  stale_one: ["Esta versão foi feita antes de “{reason}”.", "This version was made before “{reason}”."],
  stale_update: ["Atualizar", "Update"],
  stale_keep: ["Manter como está", "Keep as it is"],
  stale_many: ["{n} peças ficaram para trás: {reason}.", "{n} pieces fell behind: {reason}."],
  stale_many_one: ["1 peça ficou para trás: {reason}.", "1 piece fell behind: {reason}."],
  stale_update_all: ["Atualizar todas", "Update all"],
  stale_keep_all: ["Manter todas", "Keep all"],
  stale_choose: ["Escolher", "Choose"],
  stale_which: ["Quais atualizar", "Which to update"],
  stale_rest: ["Atualizar as marcadas, manter as outras", "Update what is ticked, keep the others"],
});

/** The banner of one card. @param {Desk} desk @param {PieceView} view @param {(act: "update" | "keep") => void} act */
export function staleBanner({ say }, view, act) {
  if (!view.stale) return false;
  const buttons = /** @type {const} */ (["update", "keep"]).filter((one) => view.actions.includes(one));
  return h("div", { class: "stale-banner", role: "note" }, h("p", {}, say("stale_one", { reason: view.stale.reason })),
    h("div", { class: "row" }, ...buttons.map((one) => h("button", { type: "button", class: "button", "data-act": one, onclick: () => act(one) }, say(`stale_${one}`)))));
}

/** The banner of all of them. @param {Desk} desk @param {PieceLine[]} lines */
export function staleAll(desk, lines) {
  const { say, api } = desk;
  const stale = lines.filter(({ state, stale }) => state === "stale" || stale);
  if (!stale.length) return null;
  const error = h("p", { class: "form-error", role: "alert" });
  /** @param {string[]} pieces @param {"update" | "keep"} choice */
  const resolve = (pieces, choice) => (pieces.length ? api.production("resolve", { pieces, choice }) : Promise.resolve());
  /** @param {() => Promise<unknown>} does */
  const run = async (does) => {
    try {
      await does();
    } catch (wrong) {
      error.textContent = /** @type {Refused} */ (wrong).message;
    }
    desk.changed();
  };
  const ids = stale.map(({ id }) => id);
  const ticks = stale.map(({ id, title }) => h("label", { class: "tick-line" }, h("input", { type: "checkbox", checked: true, value: id }), h("span", {}, title)));
  const isTicked = (/** @type {HTMLElement} */ label) => /** @type {HTMLInputElement} */ (label.firstElementChild).checked;
  const chosen = h("fieldset", { hidden: true }, h("legend", {}, say("stale_which")), ...ticks,
    h("button", { type: "button", class: "button primary", onclick: () => run(async () => {
      await resolve(ids.filter((_, at) => isTicked(ticks[at])), "update");
      await resolve(ids.filter((_, at) => !isTicked(ticks[at])), "keep");
    }) }, say("stale_rest")));
  const choose = h("button", { type: "button", class: "button quiet", ariaExpanded: "false", onclick: () => {
    chosen.hidden = !chosen.hidden;
    choose.ariaExpanded = String(!chosen.hidden);
    if (!chosen.hidden) chosen.querySelector("input")?.focus();
  } }, say("stale_choose"));
  const reason = [...new Set(stale.map(({ stale }) => stale?.reason).filter(Boolean))].join(", ");
  return h("div", { class: "stale-banner", role: "group", ariaLabel: say("state_stale") },
    h("p", {}, say(stale.length === 1 ? "stale_many_one" : "stale_many", { n: stale.length, reason }).replace(": .", ".")),
    h("div", { class: "row" }, h("button", { type: "button", class: "button", "data-act": "update_all", onclick: () => run(() => resolve(ids, "update")) }, say("stale_update_all")),
      h("button", { type: "button", class: "button", "data-act": "keep_all", onclick: () => run(() => resolve(ids, "keep")) }, say("stale_keep_all")), stale.length > 1 && choose),
    chosen, error);
}

// Where the money goes.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { labelled, table } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  media_plan: ["Plano de mídia", "Media plan"],
  media_channel: ["Canal", "Channel"],
  media_share: ["Parte", "Share"],
  media_budget: ["Verba", "Budget"],
  media_goal: ["Objetivo", "Goal"],
  media_when: ["Período", "When"],
  media_sum: ["Soma", "Sum"],
  media_not_all: ["A soma é {n} %, e não 100 %.", "The sum is {n}%, not 100%."],
  media_tests: ["O que testar", "What to test"],
  media_forecast: ["Pode trazer: ", "May bring: "],
});

/** @param {string} locale @param {string} currency @param {number | null | undefined} minor */
export function money(locale, currency, minor) {
  if (minor === null || minor === undefined) return "";
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${minor / 100} ${currency}`.trim();
  }
}

/** @param {Texts} texts */
export function media(texts) {
  const { say, content, view } = texts;
  const channels = content.channels ?? [];
  const sum = channels.reduce((/** @type {number} */ all, /** @type {any} */ { percent = 0 }) => all + percent, 0);
  /** @param {string} path @param {number} at */
  const row = (path, at) => {
    const { percent = 0, budget_minor } = channels[at];
    const bar = h("i", { class: "share", "aria-hidden": "true" });
    bar.style.setProperty("--share", `${percent}%`);
    return [texts.line(`${path}/channel`), h("span", { class: "share-of" }, `${percent} %`, bar), money(view.locale, content.currency ?? "BRL", budget_minor) || "—",
      h("div", {}, texts.maybe(`${path}/objective`, { tag: "p" }), texts.maybe(`${path}/audience`, { tag: "p", class: "quietly" }), texts.maybe(`${path}/bid`, { tag: "p", class: "quietly" }), texts.maybe(`${path}/forecast`, { tag: "p", class: "quietly", before: say("media_forecast") })),
      texts.maybe(`${path}/flight`) || "—"];
  };
  const columns = ["channel", "share", "budget", "goal", "when"].map((key) => say(`media_${key}`));
  return h("div", {},
    table(say("media_plan"), columns, texts.items("/channels").map(row), [say("media_sum"), `${sum} %`, money(view.locale, content.currency ?? "BRL", content.total_minor) || "—", "", ""]),
    channels.length > 0 && sum !== 100 && h("p", { class: "assumption" }, say("media_not_all", { n: sum })),
    labelled(say, "media_tests", texts.list("/tests")));
}

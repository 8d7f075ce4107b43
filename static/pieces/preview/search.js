// Ads as a search engine shows them.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { brand, cta, fake, host, notes, picture, poster } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  search_another: ["Outra combinação", "Another combination"],
  search_nth: ["Combinação {n}", "Combination {n}"],
  search_pmax: ["Na busca", "In search"],
  search_pmax_feed: ["No Discover e no YouTube", "In Discover and on YouTube"],
});

/** So many lines are shown together. */
const HEADLINES = 3;
const DESCRIPTIONS = 2;

/** Some of a list, from a place on, round and round. @param {string[]} all @param {number} from @param {number} n */
export const some = (all, from, n) => Array.from({ length: Math.min(n, all.length) }, (_, at) => all[(from + at) % all.length]);

/** @param {Texts} texts @param {number} take */
function result(texts, take) {
  const { say } = texts;
  const site = host(texts.raw("/link/url"));
  const headlines = some(texts.items("/headlines"), take * HEADLINES, HEADLINES);
  const descriptions = some(texts.items("/descriptions"), take * DESCRIPTIONS, DESCRIPTIONS);
  const title = headlines.flatMap((path, at) => (at ? [" | ", texts.line(path)] : [texts.line(path)]));
  const paths = texts.items("/paths").filter((path) => texts.has(path)).flatMap((path) => [" › ", texts.line(path)]);
  return h("div", { class: "search-result" },
    h("p", { class: "search-ad" }, h("strong", {}, say("shown_sponsored"))),
    h("p", { class: "search-site" }, site || say("shown_no_link"), ...paths),
    h("p", { class: "search-title" }, ...title),
    h("p", { class: "search-words" }, ...descriptions.flatMap((path, at) => (at ? [" ", texts.line(path)] : [texts.line(path)]))));
}

/** @param {Texts} texts */
export function rsa(texts) {
  const { say } = texts;
  let take = 0;
  const takes = Math.ceil(texts.items("/headlines").length / HEADLINES);
  const place = h("div", {}, result(texts, 0));
  const nth = h("span", { class: "quietly", role: "status" }, say("search_nth", { n: 1 }));
  const another = h("button", { type: "button", class: "switch", onclick: () => {
    take = (take + 1) % takes;
    place.replaceChildren(result(texts, take));
    nth.textContent = say("search_nth", { n: take + 1 });
  } }, say("search_another"));
  return h("div", {}, place, takes > 1 && h("p", { class: "preview-bar" }, another, nth), notes(texts));
}

/** @param {Texts} texts */
export function pmax(texts) {
  const { say } = texts;
  const long = texts.items("/long_headlines")[0] ?? texts.items("/headlines")[0];
  return h("div", {},
    h("p", { class: "cell-label" }, say("search_pmax")), result(texts, 0),
    h("p", { class: "cell-label" }, say("search_pmax_feed")),
    h("div", { class: "phone" }, poster(brand(texts), say("shown_sponsored")), picture(texts),
      h("div", { class: "feed-foot" }, h("div", {}, long && texts.line(long, { tag: "p", class: "feed-headline" }), texts.has("/descriptions/0") && texts.line("/descriptions/0", { tag: "p", class: "feed-small" })), fake(cta(texts)))),
    notes(texts));
}

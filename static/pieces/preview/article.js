// An article as a search engine lists it, and as a person reads it.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { blocks } from "../markdown.js";
import { flow } from "./flow.js";
import { labelled } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  article_search: ["No resultado da busca", "In the search result"],
  article_outline: ["Roteiro", "Outline"],
  article_faq: ["Perguntas frequentes", "Frequent questions"],
  article_keyword: ["Palavra-chave: ", "Keyword: "],
});

/** How a search engine lists it. @param {Texts} texts @param {string} slug */
export function listed(texts, slug) {
  if (!texts.has("/seo/title") && !texts.has("/seo/description")) return false;
  return labelled(texts.say, "article_search", h("div", { class: "search-result" }, h("p", { class: "search-site" }, slug),
    texts.line("/seo/title", { tag: "p", class: "search-title" }), texts.line("/seo/description", { tag: "p", class: "search-words" }),
    texts.has("/seo/keyword") && h("p", { class: "quietly" }, texts.say("article_keyword"), texts.line("/seo/keyword"))));
}

/** @param {Texts} texts */
export function article(texts) {
  const { say } = texts;
  const faq = texts.items("/faq").flatMap((path) => [texts.line(`${path}/question`, { tag: "h5" }), texts.line(`${path}/answer`, { tag: "p", rich: true })]);
  return h("div", {},
    listed(texts, [texts.desk.brand?.() || say("shown_brand"), texts.raw("/slug")].filter(Boolean).join(" › ")),
    h("div", { class: "reader", tabIndex: 0, role: "group", ariaLabel: texts.view.title }, texts.line("/title", { tag: "p", class: "reader-title" }),
      texts.has("/outline") && h("details", {}, h("summary", {}, say("article_outline")), texts.list("/outline")),
      flow(texts, "/body", blocks), faq.length > 0 && h("h4", {}, say("article_faq")), ...faq));
}

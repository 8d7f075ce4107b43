// A landing page in a small window: wide as on a desk, or narrow as on a phone.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { blocks } from "../markdown.js";
import { listed } from "./article.js";
import { flow } from "./flow.js";
import { fake, host, switches } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  landing_how: ["Como a página aparece", "How the page appears"],
  landing_desk: ["Computador", "Desktop"],
  landing_phone: ["Celular", "Phone"],
  landing_send: ["Enviar", "Send"],
});

/** @param {Texts} texts @param {string} path @param {number} at */
function section(texts, path, at) {
  const kind = texts.raw(`${path}/part`) || "hero";
  const isForm = kind === "form";
  const fields = isForm && texts.items("/form_fields").map((field) => h("p", { class: "page-field" }, texts.line(field)));
  return h("div", { class: `page-part ${kind}` },
    texts.maybe(`${path}/heading`, { tag: "p", class: at ? "page-heading" : "page-heading first" }),
    texts.has(`${path}/body`) && flow(texts, `${path}/body`, blocks, 5),
    texts.list(`${path}/items`),
    ...(fields || []),
    isForm && texts.maybe("/consent", { tag: "p", class: "quietly" }),
    (isForm || kind === "hero") && h("p", {}, fake(texts.say(isForm ? "landing_send" : "cta_learn_more"))));
}

/** @param {Texts} texts */
export function landing(texts) {
  const { say } = texts;
  const page = h("div", { class: "page-inside", tabIndex: 0, role: "group", ariaLabel: texts.view.title }, ...texts.items("/sections").map((path, at) => section(texts, path, at)));
  const name = texts.desk.brand?.() || say("shown_brand");
  const frame = h("div", { class: "page-frame" }, h("p", { class: "page-address", "aria-hidden": "true" }, host(texts.raw("/cta/url")) || name), page);
  const how = switches(say("landing_how"), [say("landing_desk"), say("landing_phone")], (at) => frame.classList.toggle("narrow", at === 1));
  return h("div", {}, how, frame, listed(texts, host(texts.raw("/cta/url")) || name));
}

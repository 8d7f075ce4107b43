// Pictures: what they are, in every size side by side; before there are any, what they will be made from.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { labelled, shown } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  picture_prompt: ["O que a imagem mostra", "What the picture shows"],
  picture_negative: ["O que ela não mostra", "What it does not show"],
  picture_alt: ["Para quem não vê", "For those who do not see it"],
  picture_none: ["A imagem ainda não foi feita.", "The picture has not been made yet."],
  picture_headline: ["Título", "Headline"],
  picture_body: ["Texto", "Text"],
  picture_cta: ["Botão", "Button"],
  picture_save: ["Baixar {name}", "Download {name}"],
});

/** @param {Texts} texts */
function sizes(texts) {
  const { view, say, desk } = texts;
  if (!view.assets.length) return h("p", { class: "quietly" }, say("picture_none"));
  /** @param {import("../types.js").Asset} asset */
  const save = async ({ url, name }) => h("a", { href: await desk.api.picture(url), download: `${name}.png` }).click();
  return h("div", { class: "sizes" }, ...view.assets.map((asset) => {
    const figure = h("figure", {}, shown(texts, asset), h("figcaption", {}, h("span", {}, asset.name, h("small", {}, ` ${asset.width} × ${asset.height}`)),
      h("button", { type: "button", class: "switch", ariaLabel: say("picture_save", { name: asset.name }), title: say("picture_save", { name: asset.name }), onclick: () => save(asset).catch(() => {}) }, "↓")));
    figure.style.setProperty("--wide", String(asset.width / (asset.height || 1)));
    return figure;
  }));
}

/** @param {Texts} texts @param {string} key @param {string} path */
const cell = (texts, key, path) => labelled(texts.say, key, texts.maybe(path, { tag: "p" }));

/** @param {Texts} texts */
export const image = (texts) => h("div", {}, sizes(texts), h("div", { class: "cells" }, cell(texts, "picture_prompt", "/prompt"), cell(texts, "picture_negative", "/negative"), cell(texts, "picture_alt", "/alt")));

/** @param {Texts} texts */
export const layout = (texts) => h("div", {}, sizes(texts), h("div", { class: "cells" },
  cell(texts, "picture_headline", "/slots/headline"), cell(texts, "picture_body", "/slots/body"), cell(texts, "picture_cta", "/slots/cta"), cell(texts, "picture_alt", "/alt")));

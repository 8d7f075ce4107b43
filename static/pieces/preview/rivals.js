// What the others say, side by side.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { safe } from "../text.js";
import { host, labelled, table } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  rivals: ["Concorrentes", "Competitors"],
  rivals_name: ["Quem", "Who"],
  rivals_positioning: ["Como se coloca", "Positioning"],
  rivals_differentiators: ["O que a distingue", "What sets it apart"],
  rivals_offers: ["Ofertas e preço", "Offers and price"],
  rivals_space: ["O que ninguém diz", "What nobody says"],
  rivals_link: ["{site} (abre em outra aba)", "{site} (opens in another tab)"],
});

/** @param {Texts} texts */
export function rivals(texts) {
  const { say } = texts;
  /** @param {string} path */
  const row = (path) => {
    const url = texts.raw(`${path}/link`);
    const href = safe(url) || (host(url).includes(".") ? safe(`https://${url}`) : "");
    const link = href && h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", ariaLabel: say("rivals_link", { site: host(url) }) }, host(url));
    return [
      h("div", {}, texts.line(`${path}/name`, { tag: "strong" }), link && h("br"), link),
      h("div", {}, texts.maybe(`${path}/positioning`, { tag: "p" }), texts.maybe(`${path}/tone`, { tag: "p", class: "quietly" }), ...texts.items(`${path}/quotes`).map((one) => texts.line(one, { tag: "p", class: "quietly", before: "“", after: "”" }))),
      texts.list(`${path}/differentiators`), h("div", {}, texts.list(`${path}/offers`), texts.maybe(`${path}/price`, { tag: "p" })),
    ];
  };
  const columns = ["name", "positioning", "differentiators", "offers"].map((key) => say(`rivals_${key}`));
  return h("div", {}, table(say("rivals"), columns, texts.items("/rivals").map(row)), labelled(say, "rivals_space", texts.list("/white_space")));
}

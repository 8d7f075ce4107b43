// Other ways to say the same: each as it will be seen, to take one.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { open } from "./dialog.js";
import { preview } from "./preview/index.js";
import { Texts } from "./text.js";

/** @import { Desk, PieceView } from "./types.js" */

register({
  variations_title: ["Variações: {title}", "Variations: {title}"],
  variations_now: ["Como está agora (v{n})", "As it is now (v{n})"],
  variations_nth: ["Variação {letter}", "Variation {letter}"],
  variations_take: ["Usar a variação {letter}", "Use variation {letter}"],
  variations_failed: ["As variações não chegaram. Tente de novo.", "The variations did not come. Try again."],
});

/** @param {Desk} desk @param {PieceView} view @param {(variation: number) => void} pick */
export async function variations(desk, view, pick) {
  const { say, api } = desk;
  const place = h("div", { class: "variations", "aria-live": "polite" });
  const dialog = open(desk, say("variations_title", { title: view.title }), [place], { name: "wide" });
  const all = await Promise.all(view.variations.map((version) => api.view(view.id, version))).catch(() => null);
  if (!all) return place.replaceChildren(h("p", { role: "alert" }, say("variations_failed")));
  const shown = await Promise.all([view, ...all].map((one) => preview(new Texts({ ...desk, answer: undefined }, one))));
  place.replaceChildren(...shown.map((drawn, at) => {
    const letter = String.fromCharCode(64 + at);
    const take = at > 0 && h("button", { type: "button", class: "button primary", onclick: () => (dialog.close(), pick(view.variations[at - 1])) }, say("variations_take", { letter }));
    return h("section", { class: "variation" }, h("h3", {}, at ? say("variations_nth", { letter }) : say("variations_now", { n: view.version })), drawn, take);
  }));
}

// Ideas for content, with a tick on those that go on.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  ideas_picked: ["{n} de {of} escolhidas", "{n} of {of} chosen"],
  ideas_pick: ["Produzir: {title}", "Produce: {title}"],
  ideas_keep: ["Guardar a escolha", "Keep the choice"],
  ideas_failed: ["A escolha não foi guardada. Tente de novo.", "The choice was not kept. Try again."],
});

/** @param {Texts} texts */
export function ideas(texts) {
  const { say, desk, view } = texts;
  const all = texts.items("/ideas");
  const isOpen = view.actions.includes("edit");
  const said = h("p", { class: "quietly", role: "status" }, say("ideas_picked", { n: all.filter((path) => texts.raw(`${path}/picked`) === "true").length, of: all.length }));
  /** @type {Map<string, boolean>} What was ticked and is not kept yet. */
  const chosen = new Map();
  const keep = h("button", { type: "button", class: "switch", hidden: true, "data-act": "pick_ideas", onclick: async () => {
    try {
      await desk.api.act(view, "edit", { lines: Object.fromEntries([...chosen].map(([path, picked]) => [`${path}/picked`, String(picked)])) });
      desk.changed();
    } catch (wrong) {
      said.textContent = /** @type {import("../types.js").Refused} */ (wrong)?.message ?? say("ideas_failed");
    }
  } }, say("ideas_keep"));
  /** @param {HTMLInputElement} tick @param {string} path */
  const pick = ({ checked }, path) => {
    if (checked === (texts.raw(`${path}/picked`) === "true")) chosen.delete(path);
    else chosen.set(path, checked);
    keep.hidden = !chosen.size;
    const n = all.filter((one) => chosen.get(one) ?? texts.raw(`${one}/picked`) === "true").length;
    said.textContent = say("ideas_picked", { n, of: all.length });
  };
  return h("div", {}, h("div", { class: "preview-bar" }, said, keep), h("ol", { class: "ideas", role: "list" }, ...all.map((path) => {
    const tick = h("input", { type: "checkbox", checked: texts.raw(`${path}/picked`) === "true", disabled: !isOpen, ariaLabel: say("ideas_pick", { title: texts.raw(`${path}/title`) }), onchange: () => pick(tick, path) });
    const about = ["funnel_stage", "format", "keyword", "persona"].filter((key) => texts.has(`${path}/${key}`)).map((key) => texts.line(`${path}/${key}`, { class: "badge" }));
    return h("li", {}, h("span", { class: "idea-tick" }, tick), h("div", {}, texts.line(`${path}/title`, { tag: "p", class: "idea-title" }), texts.maybe(`${path}/angle`, { tag: "p" }), texts.maybe(`${path}/hook`, { tag: "p", class: "quietly" }),
      texts.maybe(`${path}/cta`, { tag: "p", class: "quietly" }), about.length > 0 && h("p", { class: "badges" }, ...about)));
  })));
}

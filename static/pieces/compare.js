// Two versions side by side, line by line; and other ways to say the same, to pick one.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { aligned, readable, sides } from "./changes.js";
import { open } from "./dialog.js";
import { byName, time } from "./names.js";

/** @import { Desk, PieceView } from "./types.js" */

register({
  compare_title: ["Comparar: {title}", "Compare: {title}"],
  compare_from: ["De", "From"],
  compare_to: ["Para", "To"],
  compare_version: ["v{n} · {by} · {at}", "v{n} · {by} · {at}"],
  compare_same: ["As duas versões dizem o mesmo.", "Both versions say the same."],
  compare_kept: ["igual", "the same"],
  compare_only: ["Só o que mudou", "Only what changed"],
  compare_failed: ["A outra versão não chegou. Tente de novo.", "The other version did not come. Try again."],
});

/** @param {Desk} desk @param {PieceView} view @param {number} [from] */
export function compare(desk, view, from = Math.max(1, view.version - 1)) {
  const { say, locale, api } = desk;
  const history = view.history.length ? view.history : Array.from({ length: view.latest }, (_, at) => ({ version: at + 1, by: "", at: "" }));
  const options = () => history.map(({ version, by, at }) => h("option", { value: String(version) }, at === "" ? `v${version}` : say("compare_version", { n: version, by: byName(say, by), at: time(locale, at) }).replace(" ·  ·", " ·")));
  const [older, newer] = [h("select", { class: "input", ariaLabel: say("compare_from") }, ...options()), h("select", { class: "input", ariaLabel: say("compare_to") }, ...options())];
  older.value = String(from);
  newer.value = String(view.version);
  const only = h("input", { type: "checkbox" });
  const place = h("div", { class: "compared", "aria-live": "polite" });
  let asked = 0;
  const look = async () => {
    const now = ++asked;
    const [before, after] = await Promise.all([older, newer].map(({ value }) => (Number(value) === view.version ? view : api.view(view.id, Number(value))))).catch(() => []);
    if (now !== asked) return;
    if (!before || !after) return place.replaceChildren(h("p", { role: "alert" }, say("compare_failed")));
    const all = aligned(before.lines, after.lines);
    const shown = only.checked ? all.filter(({ from, to }) => from !== to) : all;
    const isSame = all.every(({ from, to }) => from === to);
    place.replaceChildren(...(isSame ? [h("p", {}, say("compare_same"))] : []), ...shown.map(({ label, from, to }) =>
      h("div", { class: from === to ? "pair same" : "pair" }, h("p", { class: "cell-label" }, label, from === to && h("span", { class: "unseen" }, ` (${say("compare_kept")})`)),
        from === to ? h("p", { class: "both", lang: view.locale }, readable(to)) : h("div", { class: "sides", lang: view.locale }, ...sides(from, to)))));
  };
  older.onchange = newer.onchange = only.onchange = () => void look();
  const head = h("div", { class: "compare-head" }, h("label", {}, h("span", {}, say("compare_from")), older), h("label", {}, h("span", {}, say("compare_to")), newer), h("label", { class: "tag" }, only, h("span", {}, say("compare_only"))));
  open(desk, say("compare_title", { title: view.title }), [head, place], { name: "wide" });
  void look();
}

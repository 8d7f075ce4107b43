// An order of options; without options, of one's own words, which are rows like those of a list.
import { named } from "../controls.js";
import { h } from "../dom.js";
import { register } from "../words.js";
import list from "./list.js";
import { order } from "./order.js";

/** @import { Button, Control, Editor, EditorContext } from "../types.js" */

register({
  c_send_order: ["Confirmar ordem", "Confirm order"],
  c_rank_note: ["O mais importante primeiro.", "The most important first."],
  c_rank_most: ["Contam os {most} primeiros.", "The first {most} count."],
});

/**
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor | Promise<Editor>}
 */
export default function rank(control, context) {
  const { options = [], max_items = Infinity } = control;
  if (!options.length) return list(control, context);
  const { say, asked, initial } = context;
  const former = Array.isArray(initial) ? initial : [];
  /** @param {Button} option */
  const place = ({ id }) => (former.includes(id) ? former.indexOf(id) : former.length);
  const sorted = [...options].sort((one, other) => place(one) - place(other));
  const items = h("ol", { class: "rank" });
  /** @param {Element} item */
  const nameOf = (item) => item.querySelector(".wording span")?.textContent ?? "";
  const mark = () => [...items.children].forEach((item, at) => item.classList.toggle("beyond", at >= max_items));
  const { live, controls } = order(items, say, nameOf, mark);
  for (const { id, label, hint } of sorted) {
    const item = h("li", { class: "row" });
    item.dataset.option = id;
    item.append(h("span", { class: "wording" }, h("span", {}, label), hint ? h("small", {}, hint) : ""));
    const { handle, up, down, name } = controls(item);
    item.prepend(handle);
    item.append(up, down);
    name();
    items.append(item);
  }
  mark();
  const note = max_items < options.length ? say("c_rank_most", { most: max_items }) : say("c_rank_note");
  return {
    element: h("div", { class: "choice", role: "group", ...named(context) }, h("p", { class: "note" }, note), items, live),
    read() {
      const ids = [...items.children].slice(0, max_items).map((item) => /** @type {HTMLElement} */ (item).dataset.option ?? "");
      return asked ? { options: ids } : { value: ids };
    },
    focus: () => /** @type {HTMLElement | null} */ (items.querySelector(".handle"))?.focus(),
    sends: "c_send_order",
  };
}

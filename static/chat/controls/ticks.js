// Several options, or a list of them.
import { named, same, wording } from "../controls.js";
import { h } from "../dom.js";
import { register } from "../words.js";
import line from "./line.js";
import { isItems, problemOf } from "./shared.js";

/** @import { Button, Control, Editor, EditorContext, Value } from "../types.js" */

register({
  c_send_choice: ["Confirmar escolha", "Confirm choice"],
  c_choose: ["Escolha ao menos uma opção.", "Choose at least one option."],
  c_most: ["Escolha até {most}.", "Choose up to {most}."],
});

/**
 * Several, each with a tick. Their order is the person's own.
 * @param {Control} control of a multi_choice, or of a list of choices
 * @param {EditorContext} context
 * @returns {Editor}
 */
export default function ticks(control, context) {
  const { say, asked, initial } = context;
  const options = [...(control.item?.options ?? []), ...(control.options ?? [])];
  const { values = {}, allow_new, max_items = Infinity } = control;
  const former = isItems(initial) ? initial.items.map(({ value }) => value) : Array.isArray(initial) ? initial : [initial];
  const most = Math.min(max_items, options.length);
  /** @type {(string | { new: string })[]} */
  const chosen = [];
  /** @param {string} id */
  const isNone = (id) => Object(values[id]).none !== undefined;
  const list = h("div", { class: options.some(({ hint }) => hint) ? "options hinted" : "options" });
  /** @type {{ box: HTMLInputElement, value: string | { new: string } }[]} */
  const boxes = [];
  /** @param {Button} option @param {string | { new: string }} value @param {boolean} ticked */
  const tick = (option, value, ticked) => {
    const box = h("input", { type: "checkbox", checked: ticked, value: option.id, onchange: () => turn(value, box.checked) });
    boxes.push({ box, value });
    list.append(h("label", { class: "option tick" }, box, h("span", { class: "wording" }, ...wording(option))));
    if (ticked) chosen.push(value);
  };
  /** @param {string | { new: string }} value @param {boolean} on */
  const turn = (value, on) => {
    const alone = typeof value === "string" && isNone(value);
    const stays = on ? chosen.filter((one) => !alone && !(typeof one === "string" && isNone(one))) : chosen.filter((one) => one !== value);
    chosen.splice(0, Infinity, ...stays, ...(on ? [value] : []));
    for (const { box, value } of boxes) box.checked = chosen.includes(value);
    wrong.show(chosen.length > max_items ? say("c_most", { most: max_items }) : "");
  };
  for (const option of options) tick(option, option.id, former.some((one) => same(one, option.id) || same(one, values[option.id])));
  chosen.sort((one, other) => placeIn(former, one, values) - placeIn(former, other, values));
  for (const one of former) if (Object(one).new) tick({ id: "", label: Object(one).new }, /** @type {any} */ (one), true);
  const element = h("div", { class: "choice", role: "group", ...named(context) }, list);
  const wrong = problemOf(element);
  if (allow_new) {
    const fresh = line({ type: "text" }, { ...context, inside: true, label: say("c_other"), labelledby: undefined, initial: undefined, shown: undefined, entered: () => add() });
    const field = /** @type {HTMLInputElement} */ (fresh.element.querySelector("input"));
    const add = () => {
      const text = field.value.trim();
      if (!text) return fresh.focus();
      const value = { new: text };
      tick({ id: "", label: text }, value, false);
      turn(value, true);
      field.value = "";
      field.focus();
    };
    element.append(h("div", { class: "with-button" }, fresh.element, h("button", { type: "button", class: "button", onclick: add }, say("c_add"))));
  } else if (most < options.length) {
    element.append(h("p", { class: "note" }, say("c_most", { most })));
  }
  element.append(wrong.element);
  return {
    element,
    read() {
      if (!chosen.length || chosen.length > max_items) return null;
      const ids = chosen.filter((one) => typeof one === "string");
      if (asked && ids.length === chosen.length) return { options: ids };
      if (control.type !== "list") return { value: [...chosen] };
      if (ids.some(isNone)) return { value: values[ids[0]] };
      // Things that stay keep their ids.
      const kept = isItems(initial) ? initial.items : [];
      const items = chosen.map((value, at) => ({ id: kept.find((item) => same(item.value, value))?.id ?? `c${Date.now().toString(36)}_${at}`, value }));
      return { value: kept.length ? { items } : [...chosen] };
    },
    focus: () => boxes[0]?.box.focus(),
    complain() {
      wrong.show(chosen.length ? say("c_most", { most: max_items }) : say("c_choose"));
      boxes[0]?.box.focus();
    },
    sends: "c_send_choice",
  };
}

/** @param {unknown[]} list @param {unknown} one @param {Record<string, Value>} values */
const placeIn = (list, one, values) => list.findIndex((at) => same(at, one) || same(at, values[String(one)]));

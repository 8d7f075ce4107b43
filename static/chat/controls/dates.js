// A day, or from one day to another. The days that are near can be pressed; they are shown before they are sent.
import { named } from "../controls.js";
import { h } from "../dom.js";
import { register } from "../words.js";
import { nextId, onEnter, problemOf } from "./shared.js";

/** @import { Body, Control, Editor, EditorContext } from "../types.js" */

register({
  c_use_date: ["Usar esta data", "Use this date"],
  c_use_dates: ["Usar este período", "Use these dates"],
  c_from: ["De", "From"],
  c_to: ["Até", "To"],
  c_in_7: ["Em uma semana", "In a week"],
  c_in_30: ["Em 30 dias", "In 30 days"],
  c_for_30: ["30 dias a partir do início", "30 days from the start"],
  c_no_date: ["Escolha uma data para seguir.", "Choose a date to go on."],
  c_ends_first: ["O fim vem antes do começo.", "It ends before it begins."],
  c_half_date: ["Falta uma parte da data.", "A part of the date is missing."],
});

/**
 * The day so many days after another, as 2026-03-15.
 * @param {Date} from
 * @param {number} days
 */
export function dayAfter(from, days) {
  const then = new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);
  return [then.getFullYear(), then.getMonth() + 1, then.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/**
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor}
 */
export default function dates({ type }, context) {
  const { say, initial, inside } = context;
  const range = type === "date_range";
  const ends = range ? ["c_from", "c_to"] : ["c_date"];
  const { from, to } = Object(initial);
  const values = range ? [from, to] : [initial];
  const fields = ends.map((end, at) => {
    const value = typeof values[at] === "string" ? values[at] : "";
    return h("input", { class: "input date", type: "date", id: nextId(), min: "1900-01-01", max: "2199-12-31", value, ...(range ? { name: end } : named(context)) });
  });
  const labelled = range ? fields.map((field, at) => h("label", { for: field.id, class: "end" }, h("span", { class: "label" }, say(ends[at])), field)) : fields;
  const row = h("div", { class: "dates", role: "group", ...named(context) }, ...labelled);
  const wrong = problemOf(range ? row : fields[0]);
  const set = (/** @type {HTMLInputElement} */ field, /** @type {string} */ day) => {
    field.value = day;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  /** @param {string} key @param {() => void} onclick */
  const chip = (key, onclick) => h("button", { type: "button", class: "chip", onclick }, say(key));
  const chips = range
    ? [chip("c_for_30", () => set(fields[1], dayAfter(fields[0].value ? new Date(`${fields[0].value}T12:00`) : new Date(), 30)))]
    : [7, 30].map((days) => chip(`c_in_${days}`, () => set(fields[0], dayAfter(new Date(), days))));
  for (const field of fields) field.addEventListener("input", () => wrong.show(""));
  const isHalf = () => fields.some((field) => field.validity.badInput);
  /** @returns {Body | null} */
  const read = () => {
    const [first, second] = fields.map(({ value }) => value || null);
    if (isHalf()) return null;
    if (!range) return first ? { value: first } : null;
    if ((!first && !second) || (first && second && first > second)) return null;
    return { value: { from: first, to: second } };
  };
  const complain = () => {
    const [first, second] = fields.map(({ value }) => value);
    wrong.show(say(isHalf() ? "c_half_date" : first && second && first > second ? "c_ends_first" : "c_no_date"));
    (fields.find(({ value }) => !value) ?? fields[0]).focus();
  };
  const editor = {
    element: h("div", { class: "field" }, range ? row : fields[0], !inside && h("div", { class: "chips" }, ...chips), wrong.element),
    read, complain,
    focus: () => fields[0].focus(),
    sends: range ? "c_use_dates" : "c_use_date",
  };
  for (const field of fields) onEnter(field, editor, context);
  return editor;
}

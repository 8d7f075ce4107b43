// Money, numbers and percentages: read where they are plain, else sent in words for the server to read.
import { named } from "../controls.js";
import { h } from "../dom.js";
import { register } from "../words.js";
import { nextId, onEnter, problemOf } from "./shared.js";

/** @import { Control, EditorContext, Editor, Body, Value } from "../types.js" */

register({
  c_use_value: ["Usar este valor", "Use this amount"],
  c_use_number: ["Usar este número", "Use this number"],
  c_currency: ["Moeda", "Currency"],
  c_no_amount: ["Escreva só o valor, como {example}.", "Write only the amount, like {example}."],
});

const SIGNS = { BRL: "R$", USD: "US$", EUR: "€", GBP: "£", ARS: "ARS", CLP: "CLP", COP: "COP", MXN: "MXN", UYU: "UYU", CAD: "CA$", AUD: "A$", CHF: "CHF", JPY: "¥", INR: "₹", CNY: "CNY" };
const USUAL = ["BRL", "USD", "EUR", "GBP", "ARS", "MXN"];

const SIGN = /(?:US|CA|R|A|)\$|[€£¥₹]/gi;

/**
 * The currency whose sign stands in the text; a bare `$` is that of a currency that has one.
 * @param {string} text
 * @param {string} own
 */
export function currencyIn(text, own) {
  const [sign] = text.toUpperCase().match(SIGN) ?? [];
  const named = Object.entries(SIGNS).find(([, known]) => known === sign)?.[0];
  return named ?? (sign !== "$" || SIGNS[/** @type {keyof SIGNS} */ (own)]?.endsWith("$") ? own : "USD");
}

/** Digits of the minor unit. @param {string} [currency] */
const digitsOf = (currency) => (currency === "JPY" || currency === "CLP" ? 0 : 2);

/**
 * A plain number as people write it in that language; `null` if it might be another one.
 * @param {string} text
 * @param {string} locale
 */
export function parseNumber(text, locale) {
  const group = locale.startsWith("pt") ? "." : ",";
  const [, sign, plain, scale] = /^([-−]?)\s*(\d[\d.,\s]*?)\s*(k|mil|mi|milh[aã]o|milh[oõ]es|thousand|m|million)?$/i.exec(text.trim()) ?? [];
  if (plain === undefined) return null;
  const digits = plain.replace(/\s/g, "");
  const signs = digits.replace(/\d/g, "");
  const last = signs.at(-1) ?? "";
  const tail = digits.length - digits.lastIndexOf(last) - 1;
  const mixed = new Set(signs).size > 1;
  // A single sign with three digits after it groups them in one language and is a fraction in the other.
  if (signs.length === 1 && tail === 3 && last !== group) return null;
  const decimal = mixed || (signs.length === 1 && tail !== 3) ? last : "";
  const [whole, fraction = "", more] = decimal ? digits.split(decimal) : [digits];
  if (more !== undefined || (decimal && !fraction) || !/^\d+$|^\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
  const number = Number(`${whole.replace(/[.,]/g, "")}.${fraction || 0}`) * (!scale ? 1 : /^(k|mil|thousand)$/i.test(scale) ? 1e3 : 1e6);
  const exact = Number(number.toPrecision(15));
  return exact > Number.MAX_SAFE_INTEGER ? null : sign ? -exact : exact;
}

/**
 * One amount, or the two ends of a range: "5 a 10 mil" is 5 000 to 10 000.
 * @param {string} text
 * @param {string} locale
 * @returns {number[] | null}
 */
export function parseAmount(text, locale) {
  const bare = text.replace(SIGN, " ").replace(/%/g, " ").trim();
  const ends = bare.split(/\s+(?:a|até|to)\s+|\s*[–—]\s*|(?<=[\dkl])\s*-\s*/i);
  if (ends.length > 2) return null;
  const numbers = ends.map((end) => parseNumber(end, locale));
  let [low, high] = numbers;
  if (low === null || high === null || low === undefined) return null;
  if (high === undefined) return [low];
  const scaled = /(k|mil)$/i.test(ends[1]) ? 1e3 : /[a-zã]$/i.test(ends[1]) ? 1e6 : 1;
  if (/\d$/.test(ends[0]) && low < high / scaled) low *= scaled;
  return low < high ? [low, high] : null;
}

/**
 * @param {number} number
 * @param {string} locale
 * @param {number} [digits] after the sign, if there is a fraction
 */
export const showNumber = (number, locale, digits) =>
  new Intl.NumberFormat(locale, Number.isInteger(number) || digits === undefined
    ? { maximumFractionDigits: digits ?? 6 }
    : { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(number);

/** @param {Value | undefined} value @returns {number[]} */
function numbersIn(value) {
  if (typeof value === "number") return [value];
  const { min, max, minor, max_minor, currency } = Object(value);
  if (min !== undefined) return [min, max];
  const unit = 10 ** digitsOf(currency);
  return minor === undefined ? [] : max_minor === undefined ? [minor / unit] : [minor / unit, max_minor / unit];
}

/**
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor}
 */
export default function amount({ type, currency }, context) {
  const { say, locale, initial, inside } = context;
  const money = type === "money";
  const own = Object(initial).currency ?? currency ?? (locale.startsWith("pt") ? "BRL" : "USD");
  const link = locale.startsWith("pt") ? " a " : " to ";
  /** @param {number[]} numbers */
  const shown = (numbers) => numbers.map((number) => showNumber(number, locale, money ? digitsOf(unit()) : undefined)).join(link);
  const select = money ? h("select", { class: "input", "aria-label": say("c_currency"), id: nextId() },
    ...[...new Set([own, currency ?? own, ...USUAL])].map((code) =>
      h("option", { value: code, selected: code === own }, /** @type {Record<string, string>} */ (SIGNS)[code] ?? code))) : null;
  const unit = () => select?.value ?? own;
  // A sign that is typed counts more than the one that was there.
  const adopt = () => {
    const named = currencyIn(field.value, unit());
    if (!select || named === unit()) return;
    if (![...select.options].some(({ value }) => value === named)) select.append(h("option", { value: named }, SIGNS[/** @type {keyof SIGNS} */ (named)]));
    select.value = named;
  };
  const field = h("input", { class: "input amount", id: nextId(), inputMode: "decimal", autocomplete: "off", enterKeyHint: inside ? "next" : "send", ...named(context) });
  field.value = shown(numbersIn(initial));
  const wrong = problemOf(field);
  field.addEventListener("input", () => wrong.show(""));
  field.addEventListener("change", () => {
    adopt();
    const numbers = parseAmount(field.value, locale);
    if (numbers) field.value = shown(numbers);
  });
  /** @returns {Body | null} */
  const read = () => {
    const text = field.value.trim();
    const numbers = parseAmount(text, locale);
    adopt();
    if (!text || (!numbers && inside)) return null;
    if (!numbers) return { text: money && unit() !== own ? `${text} ${unit()}` : type === "percent" && !text.includes("%") ? `${text}%` : text };
    const [low, high] = numbers;
    if (!money) return { value: high === undefined ? low : { min: low, max: high } };
    const minor = numbers.map((number) => Math.round(number * 10 ** digitsOf(unit())));
    return { value: { minor: minor[0], ...(high !== undefined && { max_minor: minor[1] }), currency: unit() } };
  };
  const complain = () => {
    const example = showNumber(money ? 1500 : type === "percent" ? 12.5 : 1200, locale);
    wrong.show(field.value.trim() ? say("c_no_amount", { example }) : say("c_empty"));
    field.focus();
  };
  const sign = type === "percent" && h("span", { class: "sign", "aria-hidden": "true" }, "%");
  const editor = {
    element: h("div", { class: "field" }, h("div", { class: "amount-row" }, select, field, sign), wrong.element),
    read, complain,
    focus: () => field.focus(),
    sends: money ? "c_use_value" : "c_use_number",
  };
  onEnter(field, editor, context);
  return editor;
}

// How long a text is as its channel counts: a hint while somebody writes. The server counts for good.

/** @import { Line, Unit } from "./types.js" */

const GSM7 = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const GSM7_TWICE = new Set("^{}\\[~]|€\f");
/** X counts every address as so many. */
const X_ADDRESS = 23;

/** @param {string} text */
const graphemes = (text) => [...("Segmenter" in Intl ? new Intl.Segmenter().segment(text) : text)];

/** @param {string} text */
function weighted(text) {
  let n = 0;
  const rest = text.normalize("NFC").replace(/https?:\/\/\S+/g, () => ((n += X_ADDRESS), ""));
  for (const one of graphemes(rest)) {
    const letters = typeof one === "string" ? one : one.segment;
    if (/\p{Extended_Pictographic}/u.test(letters)) n += 2;
    else for (const letter of letters) n += /[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/u.test(letter) ? 1 : 2;
  }
  return n;
}

/** Whether every character is one of those that an SMS holds 160 of. @param {string} text */
export const isGsm7 = (text) => [...text].every((one) => GSM7.has(one) || GSM7_TWICE.has(one));

/** @param {string} text */
const septets = (text) => (isGsm7(text) ? [...text].reduce((n, one) => n + (GSM7_TWICE.has(one) ? 2 : 1), 0) : text.length);

/** How many SMS a text is sent as. @param {string} text */
export function smsParts(text) {
  const n = septets(text);
  const [one, many] = isGsm7(text) ? [160, 153] : [70, 67];
  return n <= one ? 1 : Math.ceil(n / many);
}

/**
 * @param {Unit} unit @param {string} text
 * @param {Pick<Line, "text" | "count">} [line] What the server counted: pixels are guessed from it.
 */
export function count(unit, text, line) {
  switch (unit) {
    case "utf16": return text.length;
    case "graphemes": return graphemes(text).length;
    case "x_weighted": return weighted(text);
    case "gsm7_septets": return septets(text);
    case "bytes": return new TextEncoder().encode(text).length;
    case "pixels": return Math.round(text.length * (line?.text ? line.count / line.text.length : 9));
    default: return [...text].length;
  }
}

/** The list that a line is an item of, or itself. @param {string} path */
export const listOf = (path) => /^(.+)\/\d+$/.exec(path)?.[1] ?? path;

/** A line's label without its number. @param {string} label */
export const unnumbered = (label) => label.replace(/\s+\d+$/, "");

/**
 * The counters in short: lines of one list together.
 * @param {Line[]} lines
 * @returns {{ label: string, n: number, over: number, limit: number, hard: boolean, count: number, first: string }[]}
 */
export function counters(lines) {
  /** @type {Map<string, ReturnType<typeof counters>[number]>} */
  const all = new Map();
  for (const { path, label, limit, hard, unit, count: length, text } of lines) {
    // Nobody meets a limit in bytes by writing.
    if (limit === undefined || unit === "bytes" || !text) continue;
    const key = `${listOf(path)} ${limit}`;
    const isOver = length > limit;
    const was = all.get(key);
    if (!was) all.set(key, { label, n: 1, over: Number(isOver), limit, hard, count: length, first: path });
    else {
      if (isOver && !was.over) was.first = path;
      Object.assign(was, { label: unnumbered(label), n: was.n + 1, over: was.over + Number(isOver) });
    }
  }
  return [...all.values()];
}

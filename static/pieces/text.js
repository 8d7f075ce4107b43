// The words of a piece as elements: gaps as buttons to their question, **bold** and [links](address) where the channel
// has them. Every bit of text knows where it stands in its line, so that what somebody selects can be named.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";

/** @import { Desk, PieceView } from "./types.js" */
/** @typedef {{ tag?: "span" | "p" | "h3" | "h4" | "h5" | "h6" | "strong" | "li" | "td" | "dd" | "div" | "blockquote", class?: string, rich?: boolean, before?: string, after?: string, samples?: string[] }} How */
/** @typedef {{ kind: "text" | "gap" | "bold" | "link", text: string, path?: string, from: number, to: number, inner?: Token[] }} Token */

register({
  piece_gap: ["falta: {label}", "missing: {label}"],
  piece_gap_answer: ["responder", "answer"],
  piece_more: ["… mais", "… more"],
  piece_less: ["menos", "less"],
});

const GAP = "⟦([^|⟧]*)\\|([^⟧]*)⟧";
const PLAIN = new RegExp(GAP, "gu");
const RICH = new RegExp(`${GAP}|\\*\\*(.+?)\\*\\*|\\[([^\\]\\n]+)\\]\\(([^)\\s]+)\\)`, "gu");

/** Unicode scalar values, as the server counts; not UTF-16's units. @param {string} text */
export function scalars(text) {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/** A part of a text, by scalar values. @param {string} text @param {number} from @param {number} to */
export const part = (text, from, to) => [...text].slice(from, to).join("");

/**
 * What a text consists of, each with its place in it (in scalar values).
 * @param {string} text @param {boolean} [rich] It has bold words and links. @param {number} [at]
 * @returns {Token[]}
 */
export function tokens(text, rich = false, at = 0) {
  /** @type {Token[]} */
  const found = [];
  let [last, from] = [0, at];
  /** @param {string} plain */
  const put = (plain) => {
    if (!plain) return;
    const to = from + scalars(plain);
    found.push({ kind: "text", text: plain, from, to });
    from = to;
  };
  for (const match of text.matchAll(rich ? RICH : PLAIN)) {
    put(text.slice(last, match.index));
    const [all, path, label, bold, words, href] = match;
    const to = from + scalars(all);
    if (bold !== undefined) found.push({ kind: "bold", text: bold, from, to, inner: tokens(bold, true, from + 2) });
    else if (words !== undefined) found.push({ kind: "link", text: words, path: href, from, to, inner: tokens(words, false, from + 1) });
    else found.push({ kind: "gap", text: label, path, from, to });
    from = to;
    last = match.index + all.length;
  }
  put(text.slice(last));
  return found;
}

/** Whether something is missing in it. @param {string} text */
export const hasGap = (text) => text.includes("⟦");

/** Where a node's words stand in their line. @type {WeakMap<Node, { from: number, to: number }>} */
const places = new WeakMap();

/** @param {Node} node */
export const placeOf = (node) => places.get(node);

/** An address somebody may be led to. @param {string} url */
export const safe = (url) => (/^https?:\/\/[^\s]+$/i.test(url) ? url : /^mailto:[^\s]+$/i.test(url) ? url : "");

/** @param {Desk} desk @param {Token} token @returns {Node} */
function node(desk, { kind, text, path = "", from, to, inner = [] }) {
  if (kind === "text") return placed(document.createTextNode(text), from, to);
  if (kind === "gap") return placed(gap(desk, path, text), from, to);
  const parts = inner.map((token) => node(desk, token));
  if (kind === "bold") return h("strong", {}, ...parts);
  const href = safe(path);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...parts) : h("span", { class: "as-link" }, ...parts);
}

/** @template {Node} T @param {T} node @param {number} from @param {number} to */
function placed(node, from, to) {
  places.set(node, { from, to });
  return node;
}

/** @param {Desk} desk @param {string} path @param {string} label */
function gap(desk, path, label) {
  const { say, answer } = desk;
  const words = say("piece_gap", { label });
  if (!answer || !path) return h("span", { class: "gap" }, words);
  return h("button", { type: "button", class: "gap", onclick: () => answer.call(desk, path, label) }, words, h("span", { class: "gap-do" }, ` · ${say("piece_gap_answer")}`));
}

/** The place where a channel cuts a text: after so many characters or lines, never within a word. @param {string} text @param {number} at @param {number} [most] */
export function foldAt(text, at, most = Infinity) {
  const all = [...text];
  let breaks = 0;
  const row = all.findIndex((one) => one === "\n" && ++breaks >= most);
  const end = Math.min(at, row < 0 ? all.length : row);
  if (end >= all.length || row === end) return end;
  const blank = all.slice(0, end + 1).lastIndexOf(" ");
  return blank > end / 2 ? blank : end;
}

/** What stands before a place, and what behind it. @param {Token[]} all @param {number} at @returns {[Token[], Token[]]} */
export function splitAt(all, at) {
  const before = all.flatMap((token) => (token.from >= at ? [] : token.to > at && token.kind === "text" ? { ...token, text: part(token.text, 0, at - token.from), to: at } : token));
  const behind = all.flatMap((token) => (token.from >= at ? token : token.to > at && token.kind === "text" ? { ...token, text: part(token.text, at - token.from, token.to), from: at } : []));
  return [before, behind];
}

/** A template's variables as the examples that stand for them. @param {Text} text @param {string[]} samples @returns {Node[]} */
function sampled(text, samples) {
  let { from } = places.get(text) ?? { from: 0 };
  return text.data.split(/(\{\{\d+\}\})/).filter(Boolean).map((bit) => {
    const to = from + scalars(bit);
    const sample = /^\{\{(\d+)\}\}$/.exec(bit) && (samples[Number(bit.slice(2, -2)) - 1] || bit);
    const made = sample ? h("mark", { class: "sample", title: bit }, sample) : document.createTextNode(bit);
    const put = placed(made, from, to);
    from = to;
    return put;
  });
}

/** A text's words as elements; `at` is where they begin in their line. @param {Desk} desk @param {string} text @param {boolean} [rich] @param {number} [at] */
export const nodes = (desk, text, rich, at) => tokens(text, rich, at).map((token) => node(desk, token));

/** @param {any} content @param {string} path */
export function pointed(content, path) {
  let at = content;
  for (const key of path.split("/").slice(1)) at = at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")];
  return at;
}

/** The texts of one piece, for a preview to be put together from. */
export class Texts {
  /** @param {Desk} desk @param {PieceView} view */
  constructor(desk, view) {
    this.desk = desk;
    this.view = view;
    this.say = desk.say;
    this.content = view.content;
  }

  /** @param {string} path @returns {string} */
  raw(path) {
    const text = pointed(this.content, path);
    return text === undefined || text === null ? "" : String(text);
  }

  /** Whether anything stands there. @param {string} path */
  has(path) {
    const found = pointed(this.content, path);
    return Array.isArray(found) ? found.length > 0 : found !== undefined && found !== null && found !== "";
  }

  /** The paths of a list's items. @param {string} path @returns {string[]} */
  items(path) {
    const found = pointed(this.content, path);
    return Array.isArray(found) ? found.map((_, at) => `${path}/${at}`) : [];
  }

  /**
   * A line's words in an element that knows which line it is.
   * @param {string} path @param {How} [how]
   */
  line(path, { tag = "span", class: name, rich, before, after, samples } = {}) {
    const made = h(tag, { class: name }, before, ...nodes(this.desk, this.raw(path), rich), after);
    made.dataset.line = path;
    if (samples) for (const one of [...made.childNodes]) if (one instanceof Text) one.replaceWith(...sampled(one, samples));
    return made;
  }

  /**
   * The same, cut where the channel cuts it, with the way to the rest.
   * @param {string} path @param {number} at So many characters are in sight. @param {How & { lines?: number }} [how] `lines`: so many of them, at most.
   */
  folded(path, at, { tag = "p", class: name, lines: most = Infinity } = {}) {
    const text = this.raw(path);
    const cut = foldAt(text, at, most);
    if (cut >= scalars(text)) return this.line(path, { tag, class: name });
    const [seen, beyond] = splitAt(tokens(text), cut).map((some) => some.map((token) => node(this.desk, token)));
    const rest = h("span", { hidden: true }, ...beyond);
    const more = h("button", { type: "button", class: "more", ariaExpanded: "false", onclick: () => {
      rest.hidden = !rest.hidden;
      more.ariaExpanded = String(!rest.hidden);
      more.textContent = this.say(rest.hidden ? "piece_more" : "piece_less");
    } }, this.say("piece_more"));
    const made = h(tag, { class: name }, ...seen, rest, " ", more);
    made.dataset.line = path;
    return made;
  }

  /** The same, or nothing where there is no text. @param {string} path @param {How} [how] */
  maybe(path, how) {
    return this.has(path) && this.line(path, how);
  }

  /** A list's lines as a list. @param {string} path @param {string} [name] */
  list(path, name) {
    return this.has(path) && h("ul", { class: name }, ...this.items(path).map((one) => this.line(one, { tag: "li" })));
  }
}

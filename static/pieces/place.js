// What somebody selected, named as the server names it: characters from … to of a line.

import { part, placeOf, scalars } from "./text.js";

/** @typedef {{ path: string, from: number, to: number }} Place */
/** @typedef {{ startContainer: Node, startOffset: number, endContainer: Node, endOffset: number }} Ends */

/** The selection as it is within a tree, shadow or not. @param {Node} within @returns {Ends | null} */
function selection(within) {
  const root = /** @type {ShadowRoot & { getSelection?(): Selection | null }} */ (within.getRootNode());
  const all = /** @type {(Selection & { getComposedRanges?(how: object): Ends[] }) | null} */ (document.getSelection());
  if (!(root instanceof ShadowRoot)) return all?.rangeCount ? all.getRangeAt(0) : null;
  const own = root.getSelection?.();
  if (own) return own.rangeCount ? own.getRangeAt(0) : null;
  return all?.getComposedRanges?.({ shadowRoots: [root] })[0] ?? null;
}

/** @param {Node} node @param {Element} within */
function lineOf(node, within) {
  const at = (node instanceof Element ? node : node.parentElement)?.closest("[data-line]");
  return at instanceof HTMLElement && within.contains(at) ? at : null;
}

/** Everything in a line that has a place in it, in order. @param {Node} line @returns {Node[]} */
const leaves = (line) => [...line.childNodes].flatMap((node) => (placeOf(node) ? [node] : leaves(node)));

/**
 * Where in its line a point of the page is.
 * @param {HTMLElement} line @param {Node} container @param {number} offset @param {boolean} isEnd
 */
function position(line, container, offset, isEnd) {
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(container, offset);
  let at = 0;
  for (const leaf of leaves(line)) {
    const { from, to } = /** @type {{ from: number, to: number }} */ (placeOf(leaf));
    if (leaf === container && leaf instanceof Text) return from + scalars(leaf.data.slice(0, offset));
    // A gap goes as a whole, wherever in it the point is.
    if (leaf.contains(container)) return isEnd ? to : from;
    if (!before.intersectsNode(leaf)) return isEnd ? at : from;
    at = to;
  }
  return at;
}

/**
 * Blanks around what is meant do not belong to it.
 * @param {string} text @param {number} from @param {number} to
 */
export function trimmed(text, from, to) {
  const all = [...text];
  let [start, end] = [Math.max(0, Math.min(from, to)), Math.min(all.length, Math.max(from, to))];
  while (start < end && /\s/u.test(all[start])) start++;
  while (end > start && /\s/u.test(all[end - 1])) end--;
  return start < end ? { from: start, to: end } : null;
}

/**
 * Scalar values for what a text field gives in UTF-16's units.
 * @param {string} text @param {number} start @param {number} end
 */
export const inScalars = (text, start, end) => trimmed(text, scalars(text.slice(0, start)), scalars(text.slice(0, end)));

/**
 * The words that are selected within an element; what lies beyond the line in which it begins is left out.
 * @param {HTMLElement} within @param {(path: string) => string} textOf
 * @returns {Place & { words: string } | null}
 */
export function selected(within, textOf) {
  const ends = selection(within);
  if (!ends || (ends.startContainer === ends.endContainer && ends.startOffset === ends.endOffset)) return null;
  if (!within.contains(ends.startContainer) || !within.contains(ends.endContainer)) return null;
  const line = lineOf(ends.startContainer, within);
  if (!line) return null;
  const path = line.dataset.line ?? "";
  const text = textOf(path);
  const isWithin = line.contains(ends.endContainer);
  const from = position(line, ends.startContainer, ends.startOffset, false);
  const to = isWithin ? position(line, ends.endContainer, ends.endOffset, true) : scalars(text);
  const place = trimmed(text, from, to);
  return place && { path, ...place, words: part(text, place.from, place.to) };
}

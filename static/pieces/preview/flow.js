// A long text as elements: its blocks, each word where it stands in the line.

import { h } from "../../chat/dom.js";
import { nodes } from "../text.js";

/** @typedef {import("../text.js").Texts} Texts */
/** @typedef {import("../markdown.js").Block} Block */

/** @param {Texts} texts @param {string} path @param {(text: string) => Block[]} read @param {number} [under] How deep its headings begin. */
export function flow(texts, path, read, under = 4) {
  /** @param {Block["lines"][number]} line */
  const line = ({ text, at }) => nodes(texts.desk, text, true, at);
  const made = h("div", { class: "flow" }, ...read(texts.raw(path)).map(({ kind, level = 1, lines }) => {
    if (kind === "h") return h(/** @type {"h4"} */ (`h${Math.min(6, under + Math.max(0, level - 2))}`), {}, ...lines.flatMap(line));
    if (kind === "ul" || kind === "ol") return h(kind, {}, ...lines.map((one) => h("li", {}, ...line(one))));
    const words = lines.flatMap((one, at) => (at ? [h("br"), ...line(one)] : line(one)));
    return kind === "quote" ? h("blockquote", {}, ...words) : h("p", {}, ...words);
  }));
  made.dataset.line = path;
  return made;
}

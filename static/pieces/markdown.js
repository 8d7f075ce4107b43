// The little Markdown that an article has: headings, paragraphs, lists, quotes. Everything else stays as it was written.

/** @typedef {{ kind: "h" | "p" | "ul" | "ol" | "quote", level?: number, lines: { text: string, at: number }[] }} Block */

/**
 * The blocks of a text; `at` is where a line's words begin in it, in scalar values.
 * @param {string} text
 * @returns {Block[]}
 */
export function blocks(text) {
  /** @type {Block[]} */
  const all = [];
  let [at, isOpen] = [0, false];
  for (const line of text.split("\n")) {
    const [mark, kind, level] = markOf(line);
    const words = line.slice(mark.length);
    const entry = { text: words, at: at + mark.length };
    const last = all.at(-1);
    at += [...line].length + 1;
    if (!line.trim()) {
      isOpen = false;
      continue;
    }
    const isSame = last && last.kind === kind && kind !== "h" && (isOpen || kind === "ul" || kind === "ol");
    if (isSame) last.lines.push(entry);
    else all.push({ kind, ...(level && { level }), lines: [entry] });
    isOpen = true;
  }
  return all;
}

/** @param {string} line @returns {[string, Block["kind"], number?]} */
function markOf(line) {
  const heading = /^(#{1,6})\s+/.exec(line);
  if (heading) return [heading[0], "h", heading[1].length];
  const point = /^\s*[-*•]\s+/.exec(line);
  if (point) return [point[0], "ul"];
  const number = /^\s*\d+[.)]\s+/.exec(line);
  if (number) return [number[0], "ol"];
  const quote = /^>\s?/.exec(line);
  return quote ? [quote[0], "quote"] : ["", "p"];
}

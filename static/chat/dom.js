// Elements without markup: what a person wrote is text and can be nothing else.

/**
 * Makes an element. A property that begins with `on` is a listener; `class`, `role`, `for` and all with a
 * dash are attributes; the others are properties. `false`, `null` and `undefined` leave a property out.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (/-|^(class|role|for|part|slot|list)$/.test(name)) made.setAttribute(name, value === true ? "" : value);
    else Object.assign(made, { [name]: value });
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const PART = /; (?=\p{Lu}[^:;\n]{1,30}: )/gu;

/** Things with parts, a line for each part. @param {string} text */
export const lines = (text) => (text.search(PART) < 0 ? text : text.replace(/\n/g, "\n\n").replace(PART, "\n"));

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of one line, for those who see; its button has a name. @param {string} line */
export function icon(line) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "drawn");
  path.setAttribute("d", line);
  svg.append(path);
  return svg;
}

/**
 * A button of a drawing, named for those who do not see it.
 * @param {string} name @param {string} label @param {string} line @param {() => void} onclick
 */
export const tool = (name, label, line, onclick) =>
  h("button", { type: "button", class: "button quiet icon", name, ariaLabel: label, title: label, onclick }, icon(line));

/** Names such a button. @param {HTMLElement} button @param {string} label */
export const rename = (button, label) => (button.ariaLabel = button.title = label);

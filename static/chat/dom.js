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

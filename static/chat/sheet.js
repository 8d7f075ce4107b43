// A stylesheet for what is not there from the beginning.

import { h } from "./dom.js";

/**
 * A link to a stylesheet of this folder, to be put beside what it is for.
 * @param {string} file
 */
export function sheet(file) {
  const link = h("link", { rel: "stylesheet", href: new URL(file, import.meta.url).href });
  /** Once it applies; without it, things are plain and still there. @type {Promise<unknown>} */
  const ready = new Promise((done) => (link.onload = link.onerror = done));
  return { link, ready };
}

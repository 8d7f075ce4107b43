// What the widget says. Each module registers its own phrases, `key: [Portuguese, English]`; a gap is `{name}`.

/** @type {Record<string, string[]>} */
const phrases = {};

/** @param {Record<string, [string, string]>} table */
export const register = (table) => void Object.assign(phrases, table);

/**
 * @param {string} locale
 * @returns {import("./types.js").Say}
 */
export const makeSay = (locale) => (key, fill = {}) =>
  (phrases[key]?.[locale.startsWith("pt") ? 0 : 1] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(fill[name] ?? ""));

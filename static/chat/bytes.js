// Bytes that the server hands out to whoever may see them: for saving, for showing, and how many they are.

import { h } from "./dom.js";
import { register } from "./words.js";

/** @import { Talk } from "./types.js" */

register({
  bytes_failed: ["O arquivo não chegou: sem conexão com o servidor. O briefing continua salvo; tente de novo.", "The file did not come: no connection to the server. The brief is safe; try again."],
});

/** How long the browser may take to fetch what it was handed. */
const HANDED_MS = 60_000;

/**
 * Has the browser keep what is at an address of the API, which wants this person's token.
 * @param {Pick<Talk, "request" | "say"> & { tell(text: string): void }} talk @param {string} at @param {string} name
 */
export async function save(talk, at, name) {
  const answer = await talk.request(at).catch(() => null);
  if (!answer?.ok) return talk.tell((await answer?.json().catch(() => null))?.message ?? talk.say("bytes_failed"));
  const href = URL.createObjectURL(await answer.blob());
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), HANDED_MS);
}

/** An address that holds the bytes: what a picture's own address would want, the browser does not send. @param {Blob} bytes @returns {Promise<string>} */
export const inside = (bytes) =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = failed;
    reader.readAsDataURL(bytes);
  });

/** @param {number} bytes @param {string} locale */
export function sizeOf(bytes, locale) {
  const [size, unit] = bytes < 1e3 ? [bytes, "B"] : bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: size < 10 ? 1 : 0 }).format(size)} ${unit}`;
}

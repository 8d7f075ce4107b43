// The files that came with a row, at whichever door: a picture as one, all of them to be saved.

import { inside, save, sizeOf } from "./bytes.js";
import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { register } from "./words.js";

/** @import { Row } from "./types.js" */
/** @typedef {import("./talk.js").TalkOverSocket} Talk */
/** @typedef {{ id: string, file: string, kind: string, bytes: number }} Kept */

register({
  file_picture: ["Imagem: {name}", "Picture: {name}"],
  file_save: ["Baixar {name}", "Download {name}"],
  file_save_size: ["Baixar {name}, {size}", "Download {name}, {size}"],
});

/** What browsers show, and the server has read to its end. */
const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
/** A larger picture is not fetched to be looked at; it can be saved. */
const PICTURE_MAX = 8e6;

/** @type {WeakMap<Talk, { conversation: string, files: Promise<Map<string, Kept>> }>} */
const asked = new WeakMap();

/** @param {Talk} talk @param {string} conversation @returns {Promise<Map<string, Kept>>} */
async function look(talk, conversation) {
  const answer = await talk.request(`/api/v1/conversations/${conversation}/files`).catch(() => null);
  const came = answer?.ok ? await answer.json().catch(() => null) : null;
  return new Map((came?.files ?? []).map((/** @type {Kept} */ one) => [one.id, one]));
}

/** What is kept of the conversation's files, asked for once for all rows, and again for one that is new. @param {Talk} talk @param {string} conversation @param {string[]} ids */
async function known(talk, conversation, ids) {
  const before = asked.get(talk);
  const files = before?.conversation === conversation ? await before.files : null;
  if (files && ids.every((id) => files.has(id))) return files;
  if (asked.get(talk) === before) asked.set(talk, { conversation, files: look(talk, conversation) });
  return asked.get(talk)?.files;
}

/** Shows the files of a row in it. @param {Talk} talk @param {Row} row @param {HTMLElement} place */
export async function files(talk, row, place) {
  const { say, locale } = talk;
  const conversation = row.id.slice(0, row.id.lastIndexOf(":"));
  const all = (row.files ?? []).flatMap(({ file, id }) => {
    if (!id) return [];
    const at = `/api/v1/conversations/${conversation}/files/${id}`;
    const button = h("button", { type: "button", class: "link", ariaLabel: say("file_save", { name: file }), onclick: () => save(talk, at, file) }, file);
    return { id, at, name: file, button, element: h("li", {}, button) };
  });
  const text = /** @type {HTMLElement} */ (place.querySelector(".text"));
  // Where the words are only their names, the files stand for them.
  text.hidden = row.text === all.map(({ name }) => name).join(", ");
  text.after(h("ul", { class: "came", role: "list" }, ...all.map(({ element }) => element)));
  const root = /** @type {ShadowRoot} */ (place.getRootNode());
  const { link } = sheet("files.css");
  if (!root.querySelector(`link[href="${link.href}"]`)) root.append(link);
  const kept = await known(talk, conversation, all.map(({ id }) => id));
  for (const { id, at, name, button, element } of all) {
    const { kind, bytes } = kept?.get(id) ?? { kind: "", bytes: 0 };
    if (!bytes) continue;
    const size = sizeOf(bytes, locale);
    button.ariaLabel = say("file_save_size", { name, size });
    element.append(h("small", { "aria-hidden": "true" }, size));
    if (PICTURES.includes(kind) && bytes <= PICTURE_MAX) element.prepend(picture(talk, at, say("file_picture", { name }), place.closest(".scroll")));
  }
}

/** A picture that is fetched once it is near to what is in sight. @param {Talk} talk @param {string} at @param {string} alt @param {Element | null} root What it is scrolled in. */
function picture(talk, at, alt, root) {
  const image = h("img", { alt, decoding: "async", onerror: () => image.remove() });
  const watch = new IntersectionObserver(async ([seen]) => {
    if (!seen?.isIntersecting) return;
    watch.disconnect();
    const answer = await talk.request(at).catch(() => null);
    if (answer?.ok) image.src = await inside(await answer.blob());
    else image.remove();
  }, { root, rootMargin: "100% 0px" });
  watch.observe(image);
  return image;
}

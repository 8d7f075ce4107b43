// What several previews are put together from.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  cta_learn_more: ["Saiba mais", "Learn more"],
  cta_buy_now: ["Comprar agora", "Shop now"],
  cta_book_now: ["Reservar", "Book now"],
  cta_sign_up: ["Cadastre-se", "Sign up"],
  cta_contact_us: ["Fale conosco", "Contact us"],
  cta_send_message: ["Enviar mensagem", "Send message"],
  cta_get_quote: ["Pedir orçamento", "Get quote"],
  cta_visit: ["Visitar", "Visit"],
  cta_download: ["Baixar", "Download"],
  shown_sponsored: ["Patrocinado", "Sponsored"],
  shown_brand: ["Sua marca", "Your brand"],
  shown_no_picture: ["A imagem vem depois", "The picture comes later"],
  shown_link: ["Endereço: ", "Address: "],
  shown_no_link: ["sem endereço", "no address"],
  shown_targeting: ["Quem vê: ", "Who sees it: "],
});

/** What a person in the piece's language reads. @param {Texts} texts */
export const cta = ({ say, content }) => say(`cta_${content.cta ?? "learn_more"}`);

/** The name of an address' host. @param {string} url */
export function host(url) {
  try {
    return new URL(/^\w+:/.test(url) ? url : `https://${url}`).hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
}

/** Whose it is, as far as somebody said or its address says. @param {Texts} texts */
export const brand = (texts) => texts.raw("/business_name") || texts.raw("/display_name") || texts.desk.brand?.() || host(texts.raw("/link/url") || texts.raw("/link")) || texts.say("shown_brand");

/** A round mark with a letter. @param {string} name */
export const avatar = (name) => h("span", { class: "avatar", "aria-hidden": "true" }, (name.match(/\p{L}/u)?.[0] ?? "P").toUpperCase());

/** Who posts, with what stands below their name. @param {string} name @param {string} [below] */
export const poster = (name, below) => h("p", { class: "poster" }, avatar(name), h("span", {}, h("strong", {}, name), below && h("small", {}, below)));

/** A button that is only a picture of one. @param {...(Node | string)} words */
export const fake = (...words) => h("span", { class: "fake-button" }, ...words);

/**
 * The first picture of a piece, or what will be there.
 * @param {Texts} texts @param {Node | false} [says] What it is to show.
 */
export function picture(texts, says) {
  const [asset] = texts.view.assets;
  if (asset) return shown(texts, asset);
  return h("div", { class: "no-picture" }, says || h("span", {}, texts.say("shown_no_picture")));
}

/** @param {Texts} texts @param {import("../types.js").Asset} asset */
export function shown({ desk }, { url, alt, width, height }) {
  const image = h("img", { alt, width, height, decoding: "async" });
  desk.api.picture(url).then((src) => (image.src = src), () => image.classList.add("lost"));
  return image;
}

/** The notes below an ad: where it leads and who sees it. @param {Texts} texts */
export function notes(texts) {
  const { say } = texts;
  return h("div", { class: "preview-notes" },
    h("p", {}, say("shown_link"), texts.has("/link/url") ? texts.line("/link/url") : h("em", {}, say("shown_no_link")), texts.has("/link/utm") && texts.line("/link/utm", { before: "?" })),
    texts.has("/targeting") && h("p", {}, say("shown_targeting"), texts.line("/targeting")));
}

/** @param {string} key @param {import("../../chat/types.js").Say} say @param {...(Node | string | false | null | undefined)} inside */
export const labelled = (say, key, ...inside) => (inside.some(Boolean) ? h("div", { class: "cell" }, h("p", { class: "cell-label" }, say(key)), ...inside) : "");

/**
 * A table that a narrow screen reads row by row.
 * @param {string} name @param {string[]} columns @param {(Node | string | false)[][]} rows @param {(Node | string)[]} [foot]
 */
export function table(name, columns, rows, foot) {
  /** @param {(Node | string | false)[]} cells @param {string} [kind] */
  const row = (cells, kind) => h("tr", { role: "row", class: kind }, ...cells.map((cell, at) => {
    const made = h(at ? "td" : "th", { role: at ? "cell" : "rowheader", ...(!at && { scope: "row" }) }, cell);
    made.dataset.label = columns[at];
    return made;
  }));
  return h("table", { class: "sheet-table", role: "table", ariaLabel: name },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...columns.map((column) => h("th", { role: "columnheader", scope: "col" }, column)))),
    h("tbody", { role: "rowgroup" }, ...rows.map((cells) => row(cells)), foot && row(foot, "sum")));
}

/**
 * Buttons of which one is pressed.
 * @param {string} name @param {string[]} labels @param {(at: number) => void} choose
 */
export function switches(name, labels, choose) {
  const buttons = labels.map((label, at) => h("button", { type: "button", class: "switch", ariaPressed: String(!at), onclick: () => press(at) }, label));
  /** @param {number} now */
  const press = (now) => {
    buttons.forEach((button, at) => (button.ariaPressed = String(at === now)));
    choose(now);
  };
  return h("div", { class: "switches", role: "group", ariaLabel: name }, ...buttons);
}

// Posts, as each network shows them.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { channelName } from "../names.js";
import { brand, picture, poster } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  post_now: ["agora", "now"],
  post_first_comment: ["Primeiro comentário", "First comment"],
  post_alt: ["Texto para quem não vê a imagem", "Text for those who do not see the picture"],
});

/** Where each network puts the rest behind a tap: characters, and lines. @type {Record<string, [number, number]>} */
const FOLDS = { instagram: [125, 2], facebook: [477, 5], linkedin: [210, 3], threads: [500, 9], tiktok: [100, 2], youtube: [157, 3] };
/** What these show first is the picture. */
const PICTURE_FIRST = ["instagram", "pinterest", "tiktok", "youtube"];

/** @param {Texts} texts */
export function post(texts) {
  const { say, content } = texts;
  const channel = content.channel ?? texts.view.channel ?? "instagram";
  const [at, lines] = FOLDS[channel] ?? [Infinity, Infinity];
  const isPictureFirst = PICTURE_FIRST.includes(channel);
  const who = brand(texts);
  const tags = texts.items("/hashtags").flatMap((path) => [texts.line(path, { before: "#" }), " "]);
  const mentions = texts.items("/mentions").flatMap((path) => [texts.line(path, { before: "@" }), " "]);
  const words = h("div", { class: "feed-text" }, texts.folded("/text", at, { lines, tag: "p" }),
    (tags.length > 0 || mentions.length > 0) && h("p", { class: "tags" }, ...mentions, ...tags), texts.maybe("/link", { tag: "p", class: "as-link" }));
  const seen = (texts.has("/media") || isPictureFirst || texts.view.assets.length > 0) && h("div", { class: "feed-picture" }, picture(texts, texts.maybe("/media/0")));
  return h("div", {},
    h("div", { class: `phone ${channel}` }, poster(who, `${channelName(channel)} · ${say("post_now")}`), ...(isPictureFirst ? [seen, words] : [words, seen])),
    texts.has("/first_comment") && h("div", { class: "preview-notes" }, h("p", {}, h("strong", {}, `${say("post_first_comment")}: `), texts.line("/first_comment"))),
    texts.has("/media/1") && h("div", { class: "preview-notes" }, ...texts.items("/media").slice(1).map((path) => texts.line(path, { tag: "p" }))),
    texts.has("/alt_text") && h("div", { class: "preview-notes" }, h("p", {}, h("strong", {}, say("post_alt"))), texts.list("/alt_text")));
}

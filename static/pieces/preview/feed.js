// Ads as they stand between the posts of a feed.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { brand, cta, fake, host, notes, picture, poster } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  feed_promoted: ["Promovido", "Promoted"],
});

/** Behind these the rest waits for a tap. */
const META_FOLD = 125;
const LINKEDIN_FOLD = 150;

/** @param {Texts} texts @param {string} [small] */
const foot = (texts, small) => h("div", { class: "feed-foot" },
  h("div", {}, small && h("p", { class: "feed-small" }, small), texts.maybe("/headline", { tag: "p", class: "feed-headline" }), texts.maybe("/description", { tag: "p", class: "feed-small" })),
  fake(cta(texts)));

/** @param {Texts} texts */
export const metaAd = (texts) => h("div", {},
  h("div", { class: "phone" }, poster(brand(texts), texts.say("shown_sponsored")), texts.folded("/primary_text", META_FOLD, { class: "feed-text" }), picture(texts), foot(texts, host(texts.raw("/link/url")))),
  notes(texts));

/** @param {Texts} texts */
export const linkedinAd = (texts) => h("div", {},
  h("div", { class: "phone" }, poster(brand(texts), texts.say("feed_promoted")), texts.folded("/intro", LINKEDIN_FOLD, { class: "feed-text" }), picture(texts), foot(texts)),
  texts.has("/ad_name") && h("p", { class: "preview-notes" }, texts.line("/ad_name")),
  notes(texts));

/** @param {Texts} texts */
export const tiktokAd = (texts) => h("div", {},
  h("div", { class: "phone upright" }, h("div", { class: "upright-picture" }, texts.line("/video_idea")),
    h("div", { class: "upright-words" }, h("p", {}, h("strong", {}, brand(texts)), h("small", {}, ` · ${texts.say("shown_sponsored")}`)), texts.folded("/text", 100), fake(cta(texts)))),
  notes(texts));

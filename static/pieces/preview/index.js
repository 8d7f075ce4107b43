// A piece as it will be seen where it is published, all of it in the piece's language, whatever the reader's is. Each
// kind's picture comes when one is shown.

import { makeSay, register } from "../../chat/words.js";
import { h } from "../../chat/dom.js";
import { Texts } from "../text.js";

/** @typedef {(texts: Texts) => HTMLElement} Draw */

register({
  preview: ["Prévia: {what}", "Preview: {what}"],
});

/** @type {Record<import("../types.js").Kind, () => Promise<Draw>>} */
const WAYS = {
  persona: async () => (await import("./strategy.js")).persona,
  competitor_analysis: async () => (await import("./rivals.js")).rivals,
  value_proposition: async () => (await import("./strategy.js")).proposition,
  message_house: async () => (await import("./strategy.js")).house,
  content_ideas: async () => (await import("./ideas.js")).ideas,
  ad_rsa: async () => (await import("./search.js")).rsa,
  ad_pmax: async () => (await import("./search.js")).pmax,
  ad_meta: async () => (await import("./feed.js")).metaAd,
  ad_linkedin: async () => (await import("./feed.js")).linkedinAd,
  ad_tiktok: async () => (await import("./feed.js")).tiktokAd,
  social_post: async () => (await import("./post.js")).post,
  video_script: async () => (await import("./script.js")).script,
  email: async () => (await import("./email.js")).email,
  whatsapp_template: async () => (await import("./bubbles.js")).whatsapp,
  sms: async () => (await import("./bubbles.js")).sms,
  article: async () => (await import("./article.js")).article,
  landing_page: async () => (await import("./landing.js")).landing,
  image: async () => (await import("./pictures.js")).image,
  layout: async () => (await import("./pictures.js")).layout,
  media_plan: async () => (await import("./media.js")).media,
};

/** @param {Texts} texts @returns {Promise<HTMLElement>} */
export async function preview({ desk, view }) {
  const { kind, locale, title } = view;
  const texts = new Texts({ ...desk, say: makeSay(locale) }, view);
  const drawn = (await WAYS[kind]())(texts);
  return h("div", { class: `preview ${kind}`, role: "group", ariaLabel: texts.say("preview", { what: title }), lang: locale }, drawn);
}

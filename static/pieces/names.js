// How kinds, families, states and people are called.

import { register } from "../chat/words.js";

/** @import { Say } from "../chat/types.js" */

register({
  family_strategy: ["Estratégia", "Strategy"],
  family_ads: ["Anúncios", "Ads"],
  family_social: ["Redes sociais", "Social media"],
  family_messages: ["Mensagens", "Messages"],
  family_content: ["Conteúdo", "Content"],
  family_pages: ["Páginas", "Pages"],
  family_visuals: ["Imagens", "Visuals"],
  family_media: ["Mídia", "Media"],
  state_planned: ["No plano", "Planned"],
  state_queued: ["Na fila", "In the queue"],
  state_generating: ["Sendo escrita", "Being written"],
  state_generation_failed: ["Não saiu", "Did not come"],
  state_draft: ["Rascunho", "Draft"],
  state_in_review: ["Esperando você", "Waiting for you"],
  state_client_review: ["Esperando o cliente", "Waiting for the client"],
  state_changes_requested: ["Mudança pedida", "Change asked for"],
  state_approved_with_changes: ["Aprovada com ajustes", "Approved with changes"],
  state_approved: ["Aprovada", "Approved"],
  state_on_hold: ["Segurada", "On hold"],
  state_stale: ["Ficou para trás", "Fell behind"],
  state_rejected: ["Rejeitada", "Rejected"],
  state_cancelled: ["Cancelada", "Cancelled"],
  decision_approve: ["{by} aprovou · {at}", "{by} approved · {at}"],
  decision_approve_with_changes: ["{by} aprovou com ajustes · {at}", "{by} approved with changes · {at}"],
  decision_request_changes: ["{by} pediu mudança · {at}", "{by} asked for a change · {at}"],
  decision_reject: ["{by} rejeitou · {at}", "{by} rejected · {at}"],
  decision_hold: ["{by} segurou · {at}", "{by} put on hold · {at}"],
  decision_lift: ["{by} liberou · {at}", "{by} lifted the hold · {at}"],
  decision_reopen: ["{by} reabriu · {at}", "{by} reopened · {at}"],
  decision_undo: ["{by} desfez · {at}", "{by} took it back · {at}"],
  decision_keep: ["{by} manteve · {at}", "{by} kept it · {at}"],
  by_rules: ["por regras, sem IA", "by rules, no AI"],
  by_example: ["escrita para o exemplo", "written for the example"],
  by_one: ["por {by}", "by {by}"],
  by_self: ["por você", "by you"],
  by_nobody: ["Alguém", "Somebody"],
  by_you: ["Você", "You"],
  channel_google_business: ["Google Business", "Google Business"],
});

const CHANNELS = /** @type {Record<string, string>} */ ({
  instagram: "Instagram", facebook: "Facebook", linkedin: "LinkedIn", x: "X", threads: "Threads", bluesky: "Bluesky", mastodon: "Mastodon",
  tiktok: "TikTok", youtube: "YouTube", pinterest: "Pinterest", google_business: "Google Business", telegram: "Telegram", discord: "Discord",
});

/** In the order in which a screen shows them. */
export const FAMILIES = /** @type {const} */ (["strategy", "ads", "social", "messages", "content", "pages", "visuals", "media"]);

/** @param {string | undefined} channel */
export const channelName = (channel) => CHANNELS[channel ?? ""] ?? channel ?? "";

/** Whose words they are. @param {Say} say @param {string} by */
export const byName = (say, by) => (by === "rules" || by === "example" ? say(`by_${by}`) : by ? say("by_one", { by }) : say("by_self"));

/** A moment, as the server writes it: a text or milliseconds. @param {string | number | undefined} at */
export const moment = (at) => (typeof at === "number" ? at : Date.parse(at ?? ""));

/** The time of day, with the day where it was another one. @param {string} locale @param {string | number} at @param {number} [now] */
export function time(locale, at, now = Date.now()) {
  const when = new Date(moment(at));
  const isToday = when.toDateString() === new Date(now).toDateString();
  return when.toLocaleString(locale, { hour: "2-digit", minute: "2-digit", ...(!isToday && { day: "2-digit", month: "2-digit" }) });
}

/** @param {Say} say @param {string} locale @param {import("./types.js").Handled} handled */
export const handledWords = (say, locale, { decision, by, at }) => say(`decision_${decision}`, { by: by.name || say("by_nobody"), at: time(locale, at) });

/** A time in words, roughly. @param {Say} say @param {number} seconds */
export const roughly = (say, seconds) => (seconds < 60 ? say("time_seconds", { n: Math.max(5, Math.ceil(seconds / 5) * 5) }) : say("time_minutes", { n: Math.ceil(seconds / 60) }));

register({
  time_seconds: ["uns {n} s", "about {n} s"],
  time_minutes: ["uns {n} min", "about {n} min"],
});

// "Enviar para aprovação": a link for a client without an account, by the device's share sheet, WhatsApp or copied.

import { h } from "../chat/dom.js";
import { newId } from "../chat/storage.js";
import { register } from "../chat/words.js";
import { open } from "./dialog.js";

/** @import { Desk, Listed, PieceLine, Refused } from "./types.js" */
/** @typedef {{ request: (path: string, init?: RequestInit) => Promise<Response>, base: () => string, listed: Listed }} Where */

register({
  share: ["Enviar para aprovação", "Send for approval"],
  share_what: ["Quem recebe o link decide sem criar conta. O link vale por sete dias, e você pode cancelar antes.", "Whoever gets the link decides without an account. The link is good for seven days, and you can revoke it before."],
  share_pieces: ["O que enviar", "What to send"],
  share_name: ["Seu nome", "Your name"],
  share_note: ["Um recado (opcional)", "A note (optional)"],
  share_deadline: ["Prazo (opcional)", "Deadline (optional)"],
  share_make: ["Criar o link", "Make the link"],
  share_none: ["Escolha ao menos uma peça.", "Choose at least one piece."],
  share_made: ["O link está pronto. Ele aparece só agora: envie ou copie.", "The link is ready. It is shown only now: send it or copy it."],
  share_link: ["Link para aprovação", "Link for approval"],
  share_sheet: ["Compartilhar", "Share"],
  share_whatsapp: ["Enviar pelo WhatsApp", "Send by WhatsApp"],
  share_copy: ["Copiar o link", "Copy the link"],
  share_copied: ["Copiado.", "Copied."],
  share_text: ["{campaign}: você pode aprovar ou pedir mudanças aqui, sem criar conta.\n{pieces}", "{campaign}: you can approve or ask for changes here, without an account.\n{pieces}"],
  share_text_deadline: ["Prazo: {day}", "Deadline: {day}"],
  share_campaign: ["Peças da campanha", "Pieces of the campaign"],
  share_failed: ["O link não foi criado. Tente de novo.", "The link was not made. Try again."],
  share_team: ["Pedir a alguém da equipe, no Telegram", "Ask somebody of the team, in Telegram"],
  share_team_ask: ["Pedir a {name}", "Ask {name}"],
  share_team_asked: ["{name} recebe as peças no Telegram", "{name} gets the pieces in Telegram"],
  share_team_stop: ["Retirar o pedido a {name}", "Take back what was asked of {name}"],
  share_team_gone: ["{name} bloqueou o bot: as peças ficam só na web", "{name} blocked the bot: the pieces are on the web only"],
  links_line: ["{n} peças, vale até {day}", "{n} pieces, good until {day}"],
  links_line_one: ["1 peça, vale até {day}", "1 piece, good until {day}"],
  links_expired: ["venceu", "expired"],
  links_revoked: ["cancelado", "revoked"],
  links_open: ["aberto", "open"],
  links_revoke: ["Cancelar este link", "Revoke this link"],
});

/** What a client can be asked about. @param {PieceLine[]} lines */
export const shareable = (lines) => lines.filter(({ state }) => state === "in_review" || state === "client_review");

/** The message around the link. @param {import("../chat/types.js").Say} say @param {string} campaign @param {string[]} titles @param {string} day */
export const text = (say, campaign, titles, day) =>
  [say("share_text", { campaign, pieces: titles.map((title) => `• ${title}`).join("\n") }), day && say("share_text_deadline", { day })].filter(Boolean).join("\n");

/** @param {string} message @param {string} link */
export const whatsapp = (message, link) => `https://wa.me/?text=${encodeURIComponent(`${message}\n${link}`)}`;

/** @param {string} day As a field gives it. @param {string} locale */
const shown = (day, locale) => (day ? new Intl.DateTimeFormat(locale, { dateStyle: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00Z`)) : "");

/** @param {Response | null} answer @param {Desk} desk */
const wrong = async (answer, desk) => (await answer?.json().catch(() => null))?.message ?? desk.say("share_failed");

/** Opens the dialog. @param {Desk} desk @param {Where} where */
export function share(desk, { request, base, listed }) {
  const { say } = desk;
  const lines = shareable(listed.pieces);
  // However often it is sent until it is answered, it is one link.
  let id = newId();
  const boxes = lines.map((line) => ({ line, box: h("input", { type: "checkbox", checked: line.worst !== "error", value: line.id }) }));
  const name = h("input", { class: "input", name: "name", autocomplete: "name", maxLength: 80 });
  const note = h("textarea", { class: "input", name: "note", rows: 2, maxLength: 500 });
  const deadline = h("input", { class: "input", name: "deadline", type: "date" });
  const error = h("p", { class: "form-error", role: "alert" });
  const button = h("button", { class: "button primary" }, say("share_make"));
  const field = (/** @type {string} */ key, /** @type {HTMLElement} */ input) => h("label", { class: "share-field" }, h("span", { class: "cell-label" }, say(key)), input);
  const place = h("div", {});
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const chosen = boxes.filter(({ box }) => box.checked).map(({ line }) => line);
    if (!chosen.length) return void (error.textContent = say("share_none"));
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    error.textContent = "";
    const body = { client_msg_id: id, pieces: chosen.map(({ id, version }) => ({ id, version })), name: name.value, note: note.value, deadline: deadline.value };
    const answer = await request(`${base()}/reviews`, { method: "POST", body: JSON.stringify(body) }).catch(() => null);
    button.ariaDisabled = "false";
    if (!answer?.ok) return void (error.textContent = await wrong(answer, desk));
    id = newId();
    const { link, campaign } = await answer.json();
    place.replaceChildren(made(desk, link, text(say, campaign || say("share_campaign"), chosen.map(({ title }) => title), shown(deadline.value, desk.locale))));
    /** @type {HTMLElement} */ (place.querySelector("input")).focus();
    desk.changed();
  };
  const form = h("form", { class: "piece-form share-form", noValidate: true, onsubmit: send }, h("p", { class: "quietly" }, say("share_what")),
    h("fieldset", {}, h("legend", {}, say("share_pieces")), ...boxes.map(({ line, box }) => h("label", { class: "tick-line" }, box, h("span", {}, `${line.title} · v${line.version}`)))),
    field("share_name", name), field("share_note", note), field("share_deadline", deadline), h("p", { class: "quietly" }, say("card_publishes_nothing")), error, h("div", { class: "form-foot" }, button));
  const team = h("div", { class: "share-team", hidden: true });
  place.append(form, team);
  void askTeam(desk, { request, base, listed }, team);
  open(desk, say("share"), [place], { name: "share" });
}

/** Those of the team who decide in Telegram. @param {Desk} desk @param {Where} where @param {HTMLElement} place @param {string} [member] To be asked. @param {boolean} [back] Not to be asked any more. */
async function askTeam(desk, where, place, member, back = false) {
  const { say } = desk;
  const init = member ? { method: "POST", ...(!back && { body: JSON.stringify({ client_msg_id: newId(), member }) }) } : undefined;
  const answer = await where.request(`${where.base()}/approvers${back ? `/${member}/withdraw` : ""}`, init).catch(() => null);
  if (!answer?.ok) return void (member && place.append(h("p", { class: "form-error", role: "alert" }, await wrong(answer, desk))));
  const { can, are } = await answer.json();
  place.hidden = !can.length;
  place.replaceChildren(h("p", { class: "cell-label" }, say("share_team")), ...can.map((/** @type {{ id: string, name: string, reached: boolean }} */ { id, name, reached }) => {
    if (!are.includes(id)) return h("button", { type: "button", class: "button", "data-approver": id, onclick: () => void askTeam(desk, where, place, id) }, say("share_team_ask", { name }));
    return h("div", {}, h("p", { tabIndex: -1, "data-asked": id }, say(reached ? "share_team_asked" : "share_team_gone", { name })),
      h("button", { type: "button", class: "button danger", "data-withdraw": id, onclick: () => void askTeam(desk, where, place, id, true) }, say("share_team_stop", { name })));
  }));
  // Whoever pressed the button that went reads what came of it, or is where it can be undone.
  if (member) /** @type {HTMLElement | null} */ (place.querySelector(`[data-asked="${CSS.escape(member)}"], [data-approver="${CSS.escape(member)}"]`))?.focus();
}

/** The link with the ways to send it. @param {Desk} desk @param {string} link @param {string} message */
function made(desk, link, message) {
  const { say } = desk;
  const status = h("p", { role: "status" });
  const shownLink = h("input", { class: "input", readOnly: true, value: link, ariaLabel: say("share_link"), onfocus: () => shownLink.select() });
  const copy = async () => {
    shownLink.select();
    const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    if (copied || document.execCommand("copy")) status.textContent = say("share_copied");
  };
  const sheet = typeof navigator.share === "function" && h("button", { type: "button", class: "button primary", "data-share": "sheet", onclick: () => void navigator.share({ text: message, url: link }).catch(() => {}) }, say("share_sheet"));
  return h("div", { class: "share-made" }, h("p", {}, say("share_made")), shownLink,
    h("div", { class: "row" }, sheet, h("a", { class: "button", href: whatsapp(message, link), target: "_blank", rel: "noopener noreferrer", "data-share": "whatsapp" }, say("share_whatsapp")),
      h("button", { type: "button", class: "button", "data-share": "copy", onclick: () => void copy() }, say("share_copy"))), status);
}

/**
 * The links that were sent, with a way to take each back; and what the campaign is called.
 * @param {Desk} desk @param {Where} where @param {HTMLElement} place @returns {Promise<string>}
 */
export async function links(desk, where, place) {
  const { say, locale } = desk;
  const answer = await where.request(`${where.base()}/reviews`).catch(() => null);
  if (!answer?.ok) return "";
  const { campaign, reviews } = await answer.json();
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "short" });
  const rows = reviews.map((/** @type {any} */ review) => {
    const n = review.pieces.length;
    const words = say(n === 1 ? "links_line_one" : "links_line", { n, day: day.format(new Date(review.expires_at)) });
    const revoke = review.state === "open" && h("button", { type: "button", class: "button danger", "data-revoke": review.id, "aria-description": words, onclick: async () => {
      await where.request(`${where.base()}/reviews/${review.id}/revoke`, { method: "POST" }).catch(() => null);
      await links(desk, where, place);
    } }, say("links_revoke"));
    return h("li", {}, h("span", {}, words), h("span", { class: "badge" }, say(`links_${review.state}`)), revoke);
  });
  place.hidden = !rows.length;
  place.querySelector("ul")?.replaceChildren(...rows);
  return campaign;
}

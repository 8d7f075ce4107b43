// The same conversation in Telegram: a link that opens once, as a button and as a picture for the phone.

import { h } from "./dom.js";
import { drawn } from "./drawn.js";
import { sheet } from "./sheet.js";
import { register } from "./words.js";

register({
  telegram: ["Continuar no Telegram", "Go on in Telegram"],
  telegram_about: ["A conversa segue nos dois lugares ao mesmo tempo.", "The conversation goes on in both places at once."],
  telegram_how: ["Abra o link no celular em que está o seu Telegram, ou aponte a câmera para o código, e confirme lá. A pergunta aberta aparece no Telegram, e tudo continua também aqui.", "Open the link on the phone that has your Telegram, or point its camera at the code, and confirm it there. The open question appears in Telegram, and everything goes on here too."],
  telegram_open: ["Abrir @{bot} no Telegram", "Open @{bot} in Telegram"],
  telegram_until: ["O link vale até {time} e abre uma vez só. Quem confirmar lê e responde nesta conversa: não mande para mais ninguém.", "The link is good until {time} and opens once. Whoever confirms it reads and answers in this conversation: send it to nobody else."],
  telegram_over: ["O link passou da hora. Nada se perdeu; crie outro.", "The link's time is over. Nothing is lost; make a new one."],
  telegram_again: ["Novo link", "New link"],
  telegram_wait: ["Criando o link…", "Making the link…"],
  telegram_lost: ["O link não foi criado: sem conexão com o servidor. Tente de novo.", "The link was not made: no connection to the server. Try again."],
  telegram_close: ["Fechar", "Close"],
});

/** @typedef {import("./types.js").Talk} Talk */
/** @type {WeakMap<HTMLElement, HTMLElement>} */
const made = new WeakMap();

/** Keeps the way to Telegram at the end of a place as things are. @param {Talk} talk @param {HTMLElement} place */
export function telegram(talk, place) {
  const { say, who, telegram } = talk;
  const before = made.get(place);
  if (!who || !telegram) {
    made.delete(place);
    return before?.remove();
  }
  const root = /** @type {ShadowRoot | Document} */ (place.getRootNode());
  const held = before?.contains(root.activeElement);
  const button = h("button", { type: "button", class: "button", name: "telegram", "aria-haspopup": "dialog", onclick: () => goOn(talk, root) }, say("telegram"));
  const now = h("section", { class: "telegram-line", "aria-label": "Telegram" }, sheet("telegram.css").link, h("p", {}, say("telegram_about")), button);
  made.set(place, now);
  if (before) before.replaceWith(now);
  else place.append(now);
  if (held) button.focus();
}

/** The link, in a dialog. @param {Talk} talk @param {ShadowRoot | Document} root @param {string} [conversation] */
export function goOn(talk, root, conversation = talk.who?.conversation) {
  const { say, locale } = talk;
  const opener = /** @type {HTMLElement | null} */ (root.activeElement);
  const title = h("h2", { id: "telegram-title", tabIndex: -1 }, say("telegram"));
  const place = h("div", { class: "qr" });
  const status = h("p", { role: "status", class: "until" });
  const link = h("a", { class: "button primary", target: "_blank", rel: "noopener noreferrer" });
  const again = h("button", { type: "button", class: "button", name: "again", onclick: () => void make() }, say("telegram_again"));
  const close = h("button", { type: "button", class: "button quiet", name: "telegram-close", onclick: () => dialog.close() }, say("telegram_close"));
  const dialog = h("dialog", { class: "telegram-dialog", "aria-labelledby": title.id }, sheet("telegram.css").link, h("div", { class: "head" }, title, close), h("p", {}, say("telegram_how")), h("div", { class: "ways" }, place, h("div", {}, link, status, again)));
  let timer = 0;
  /** Whether there is a link, and what is said of it. @param {boolean} isThere @param {string} text */
  const shows = (isThere, text) => {
    const held = root.activeElement;
    place.hidden = link.hidden = !isThere;
    again.hidden = isThere || text === say("telegram_wait");
    status.textContent = text;
    // Whoever stood on what goes, goes with what comes.
    if (held === link || held === again) (again.hidden ? (isThere ? link : title) : again).focus();
  };
  async function make() {
    shows(false, say("telegram_wait"));
    const answer = await talk.request(`/api/v1/conversations/${conversation}/telegram`, { method: "POST", body: "{}" }).catch(() => null);
    const came = await answer?.json().catch(() => null);
    if (!answer?.ok || !came) return shows(false, came?.message ?? say("telegram_lost"));
    place.replaceChildren(drawn(came.qr));
    link.href = came.url;
    link.textContent = say("telegram_open", { bot: came.bot });
    const until = new Date(came.expires_at);
    shows(true, say("telegram_until", { time: new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(until) }));
    clearTimeout(timer);
    timer = setTimeout(() => shows(false, say("telegram_over")), +until - Date.now());
  }
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  });
  (root instanceof Document ? root.body : (root.querySelector(".frame") ?? root)).appendChild(dialog);
  dialog.showModal();
  title.focus();
  void make();
}

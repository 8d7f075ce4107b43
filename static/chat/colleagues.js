// The pending question goes to a colleague, who answers it in Telegram: an entry of the menu, and whom it can go to.

import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { newId } from "./storage.js";
import { register } from "./words.js";

register({
  colleague: ["Pedir a alguém", "Ask somebody"],
  colleague_about: ["A pergunta vai para o Telegram de quem você escolher, e a conversa segue com a próxima.", "The question goes to the Telegram of whoever you choose, and the conversation goes on with the next one."],
  colleague_whom: ["Para quem vai a pergunta", "Whom the question goes to"],
  colleague_asked: ["{name} recebe a pergunta no Telegram.", "{name} gets the question in Telegram."],
  colleague_lost: ["A pergunta não foi enviada: sem conexão com o servidor. Tente de novo.", "The question was not sent: no connection to the server. Try again."],
  colleague_close: ["Fechar", "Close"],
  colleague_owner: ["Responsável", "Owner"],
  colleague_marketer: ["Marketing", "Marketer"],
  colleague_approver: ["Aprovação", "Approver"],
  colleague_client: ["Cliente", "Client"],
});

/** @typedef {import("./types.js").Talk} Talk */
/** @typedef {{ id: string, name: string, role: string }} Colleague */

/** @param {Talk} talk */
const path = (talk) => `/api/v1/conversations/${talk.who?.conversation}/colleagues`;

/**
 * Puts the entry into the menu that was just opened, if there is a question and somebody to ask.
 * @param {Talk} talk @param {HTMLElement} menu @param {HTMLElement} more What opens the menu. @param {HTMLElement} box
 */
export async function offer(talk, menu, more, box) {
  if (!talk.who || !talk.ask?.path) return;
  const first = menu.firstElementChild;
  const answer = await talk.request(path(talk)).catch(() => null);
  const came = answer?.ok && (await answer.json().catch(() => null));
  /** @type {Colleague[]} */
  const colleagues = came?.colleagues ?? [];
  // Meanwhile it may have been closed, or opened anew.
  if (!colleagues.length || menu.hidden || menu.firstElementChild !== first) return;
  // Above the others, which stay where they are.
  menu.prepend(h("button", { type: "button", "data-command": "ask", "aria-haspopup": "dialog", onclick: () => choose(talk, colleagues, more, box) }, talk.say("colleague")));
}

/** Who of them, in a dialog. @param {Talk} talk @param {Colleague[]} colleagues @param {HTMLElement} more @param {HTMLElement} box */
function choose(talk, colleagues, more, box) {
  const { say, ask } = talk;
  if (!ask) return;
  const root = /** @type {ShadowRoot} */ (box.getRootNode());
  const frame = root.querySelector(".frame") ?? root;
  const told = frame.querySelector(".colleague-told") ?? frame.appendChild(h("p", { class: "unseen colleague-told", role: "status" }));
  told.textContent = "";
  const title = h("h2", { id: "colleague-title", tabIndex: -1 }, say("colleague"));
  const error = h("p", { class: "problem", role: "alert" });
  const close = h("button", { type: "button", class: "button quiet", name: "colleague-close", onclick: () => dialog.close() }, say("colleague_close"));
  let goes = more;
  const options = colleagues.map(({ id, name, role }) => {
    // However often it is sent until it is answered, it is one question.
    const sending = newId();
    const onclick = () => void send({ client_msg_id: sending, ask: ask.id, member: id }, name);
    return h("button", { type: "button", class: "option", "data-colleague": id, onclick }, h("span", {}, name), h("small", {}, say(`colleague_${role}`)));
  });
  const list = h("div", { class: "options hinted", role: "group", "aria-label": say("colleague_whom") }, ...options);
  const question = talk.rows.findLast((row) => row.ask?.id === ask.id)?.text;
  const dialog = h("dialog", { class: "telegram-dialog", "aria-labelledby": title.id }, sheet("telegram.css").link, h("div", { class: "head" }, title, close), question && h("p", { class: "question" }, question), h("p", {}, say("colleague_about")), list, error);
  /** @param {{ client_msg_id: string, ask: number, member: string }} body @param {string} name */
  async function send(body, name) {
    if (list.ariaBusy === "true") return;
    list.ariaBusy = "true";
    error.textContent = "";
    const answer = await talk.request(path(talk), { method: "POST", body: JSON.stringify(body) }).catch(() => null);
    const refused = answer?.ok ? null : await answer?.json().catch(() => null);
    list.ariaBusy = "false";
    if (!answer?.ok) return void (error.textContent = refused?.message ?? say("colleague_lost"));
    goes = box;
    dialog.close();
    told.textContent = say("colleague_asked", { name });
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    goes.focus();
  });
  frame.appendChild(dialog);
  dialog.showModal();
  title.focus();
}

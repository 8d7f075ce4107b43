// The pieces within the chat: the board stands where the plan was told, and a line above the box says what waits.

import { h } from "../chat/dom.js";
import { sheet } from "../chat/sheet.js";
import { register } from "../chat/words.js";
import { Board } from "./board.js";
import { PieceApi } from "./piece-api.js";
import { tray } from "./tray.js";
import { progress } from "./plan.js";

register({
  board_campaign: ["Ver a campanha", "See the campaign"],
  board_share: ["Enviar para aprovação", "Send for approval"],
});

/** @typedef {import("../chat/talk.js").TalkOverSocket} Talk */
/** @typedef {{ chat: { element: HTMLElement }, box: { element: HTMLElement } }} At */

const SHEETS = ["../pieces/pieces.css", "../pieces/preview.css"];

/** One for each time the frame is filled. @type {WeakMap<object, Pieces>} */
const all = new WeakMap();

/**
 * Keeps the pieces as the conversation is. Called whenever something of them came.
 * @param {Talk} talk @param {At} at @param {(path: string) => void} answer
 */
export function pieces(talk, at, answer) {
  const known = all.get(at) ?? new Pieces(talk, at, answer);
  all.set(at, known);
  known.look();
}

class Pieces {
  #of = "";
  #seen = "";
  #bar = h("button", { type: "button", class: "button tray-button", hidden: true });
  #progress = h("span", { class: "quietly", "aria-hidden": "true" });
  #above = h("div", { class: "pieces-bar", hidden: true }, this.#progress, this.#bar);
  #ways = h("p", { class: "row" });
  /** @type {Board | null} */
  board = null;

  /** @param {Talk} talk @param {At} at @param {(path: string) => void} answer */
  constructor(talk, at, answer) {
    this.talk = talk;
    this.at = at;
    this.answer = answer;
    this.#bar.onclick = () => this.board && tray(this.desk(this.board), () => this.board?.listed ?? { production: null, pieces: [] });
    at.box.element.parentElement?.before(this.#above);
    const root = at.chat.element.getRootNode();
    if (root instanceof ShadowRoot && !root.querySelector(".pieces-sheet")) {
      for (const file of SHEETS) {
        const { link } = sheet(file);
        link.className = "pieces-sheet";
        root.querySelector("link:last-of-type")?.after(link);
      }
    }
  }

  /** @param {Board | null} board @returns {import("./types.js").Desk} */
  desk(board) {
    const { talk, at, answer } = this;
    const api = new PieceApi((path, init) => talk.request(path, init), () => `/api/v1/conversations/${talk.who?.conversation}`, talk.say);
    // Whoever has no name here is who sits here.
    const say = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ fill = {}) => talk.say(key === "by_nobody" ? "by_you" : key, fill);
    return { say, locale: talk.locale, api, root: at.chat.element.getRootNode(), answer, brand: () => String(talk.brief.fields.find(({ path }) => path === "brand")?.shown ?? ""), production: () => (board ?? this.board)?.listed.production ?? null, changed: () => (board ?? this.board)?.look(0) };
  }

  look() {
    const { talk, at } = this;
    const rows = talk.rows.filter(({ kind }) => kind === "plan");
    const row = rows.at(-1);
    const item = row && at.chat.element.querySelector(`[data-seq="${row.seq}"]`);
    const of = `${talk.who?.conversation} ${row?.seq}`;
    if (!item) return;
    if (of !== this.#of || !this.board?.element.isConnected) {
      this.#of = of;
      this.#seen = "";
      this.board?.destroy();
      const root = at.chat.element.getRootNode();
      const isPage = root instanceof ShadowRoot && root.host.getAttribute("mode") === "page";
      this.board = new Board(this.desk(null), { level: isPage ? 2 : 3, onlisted: (listed) => this.#tells(listed) });
      item.classList.add("has-board");
      item.append(this.board.element);
    }
    // Only what changed is worth a look.
    const seen = JSON.stringify([talk.production, talk.status === "open", talk.moved]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    if (talk.production?.packages) this.board.progress(talk.production);
    this.board.look();
  }

  /** @param {import("./types.js").Listed} listed */
  #tells(listed) {
    const { production } = listed;
    const { say } = this.talk;
    const n = production?.waiting ?? 0;
    const words = production?.state === "running" ? progress(say, production) : "";
    this.#progress.textContent = words;
    this.#bar.hidden = !n;
    this.#bar.textContent = say("tray", { n });
    this.#above.hidden = !n && !words;
    this.#leads(listed);
  }

  /** Where it goes from here: the whole campaign as a page, and a link for a client. @param {import("./types.js").Listed} listed */
  #leads(listed) {
    const { talk, board } = this;
    const conversation = talk.who?.conversation ?? "";
    const has = listed.pieces.some(({ version }) => version > 0);
    if (!board || !has) return this.#ways.remove();
    const page = h("a", { class: "button", href: `${talk.server}/campaign?lang=${talk.locale}#${conversation}`, target: "_blank", rel: "noopener" }, talk.say("board_campaign"));
    const send = async () => (await import("./share.js")).share(this.desk(null), { request: (path, init) => talk.request(path, init), base: () => `/api/v1/conversations/${conversation}`, listed: this.board?.listed ?? listed });
    const asks = listed.pieces.some(({ state }) => state === "in_review" || state === "client_review");
    if (!this.#ways.isConnected || this.#ways.children.length !== (asks ? 2 : 1)) {
      this.#ways.replaceChildren(page, ...(asks ? [h("button", { type: "button", class: "button", "data-act": "share", onclick: () => void send() }, talk.say("board_share"))] : []));
      board.element.append(this.#ways);
    }
  }
}

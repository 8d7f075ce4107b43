// A client decides by a link, without an account. The token stands behind the `#`, which no server and no `Referer`
// ever sees; it goes into the body of a request. Opening the page and looking change nothing.

import { inside } from "../chat/bytes.js";
import { h } from "../chat/dom.js";
import { newId } from "../chat/storage.js";
import { makeSay } from "../chat/words.js";
import { PieceCard } from "../pieces/card.js";

/** @import { Desk, PieceView, Refused } from "../pieces/types.js" */

/** @param {string} selector */
const one = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const { lang } = document.documentElement;
const say = makeSay(lang);
const token = () => location.hash.slice(1);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
const named = /** @type {HTMLInputElement} */ (one("#name"));
const told = one("[data-told]");
const again = one("[data-again]");
/** @type {Map<string, PieceView>} What a decision brought back. */
const decided = new Map();

/** @param {string} what @param {object} body @returns {Promise<Response>} A refusal is thrown. */
async function post(what, body) {
  const answer = await fetch(`/api/v1/review/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": lang },
    body: JSON.stringify({ token: token(), ...body }),
  }).catch(() => null);
  if (!answer) throw { code: "offline", message: told.dataset.lost };
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => null);
  throw said?.message ? said : { code: "offline", message: told.dataset.lost };
}

const look = async () => (await post("look", { zone })).json();

/** There is one version here, and nothing to compare it with. @param {PieceView} view */
const alone = (view) => ({ ...view, latest: view.version });

/** A name stands before every decision: who decided is part of it. */
function nameGiven() {
  const error = one("#name-error");
  const name = named.value.trim();
  error.textContent = name ? "" : (error.dataset.error ?? "");
  named.ariaInvalid = name ? null : "true";
  if (!name) named.focus();
  return name;
}

/** @type {Desk} */
const desk = {
  say,
  locale: lang,
  root: document,
  changed: () => {},
  api: {
    list: async () => ({ production: null, pieces: [] }),
    async view(id) {
      const came = decided.get(id);
      decided.delete(id);
      const view = came ?? /** @type {PieceView[]} */ ((await look()).pieces).find((one) => one.id === id);
      return view ? alone(view) : Promise.reject();
    },
    async act({ id, version, sha256 }, act, more = {}) {
      const name = nameGiven();
      if (!name) throw { code: "bad_frame", message: one("#name-error").textContent };
      const { text, ...rest } = more;
      const body = { zone, client_msg_id: newId(), piece: id, version, sha256, decision: act, name, ...rest, ...(text ? { comment: text } : {}) };
      decided.set(id, (await (await post("decide", body)).json()).piece);
    },
    production: () => Promise.reject({ code: "not_now", message: "" }),
    async picture(url) {
      const [, piece, asset] = /pieces\/([^/]+)\/assets\/([^/]+)$/.exec(url) ?? [];
      return inside(await (await post("picture", { piece, asset })).blob());
    },
  },
};

/** Says one sentence instead of the pieces. @param {Refused} refused */
function refuse({ code, message }) {
  one("#review").hidden = true;
  one("[data-notice]").hidden = false;
  told.textContent = message;
  again.hidden = !["offline", "rate_limited", "unavailable"].includes(code);
}

/** @param {string} selector @param {string} text @param {string} [gap] A gap of the element's own sentence. */
function fill(selector, text, gap) {
  const place = one(selector);
  place.textContent = gap && text ? (place.dataset.form ?? "").replace(`{${gap}}`, text) : text;
  place.hidden = !text;
}

async function begin() {
  const language = one("[data-keeps-hash]");
  if (language instanceof HTMLAnchorElement) language.hash = location.hash;
  if (!token()) return;
  told.textContent = told.dataset.wait ?? "";
  try {
    const came = await look();
    fill("[data-campaign]", came.campaign || (one("[data-campaign]").textContent ?? ""));
    fill("[data-beside]", came.beside);
    const { somebody = "", nobody = "" } = one("[data-asks]").dataset;
    fill("[data-asks]", came.from ? somebody.replace("{name}", came.from) : nobody);
    fill("[data-note]", came.note);
    fill("[data-deadline]", came.deadline, "day");
    fill("[data-until]", came.until, "day");
    document.title = `${came.campaign || document.title} · Pauta`;
    one("[data-notice]").hidden = true;
    one("#review").hidden = false;
    const list = one(".asked-pieces");
    list.replaceChildren();
    for (const view of /** @type {PieceView[]} */ (came.pieces)) {
      const newer = view.latest > view.version && h("p", { class: "newer" }, list.dataset.newer ?? "");
      const card = new PieceCard(desk, alone(view), { level: 3 });
      await card.ready;
      list.append(h("li", {}, newer, card.element));
    }
  } catch (refused) {
    refuse(/** @type {Refused} */ (refused));
  }
}

named.addEventListener("input", () => named.value.trim() && nameGiven());
again.addEventListener("click", () => void begin());
addEventListener("hashchange", () => void begin());
void begin();

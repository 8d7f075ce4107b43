// The page of a campaign: every piece by family, its files to take away, and the links that were sent to a client.
// Which conversation it is stands behind the `#`: `#<conversation>` or `#conversation=<conversation>`. The example's
// is nobody's: it is only looked at.

import { tokens } from "../brief/visitors.js";
import { h } from "../chat/dom.js";
import { makeSay, register } from "../chat/words.js";
import { groupName } from "../pieces/board.js";
import { PieceCard } from "../pieces/card.js";
import { FAMILIES, byName, moment } from "../pieces/names.js";
import { PieceApi } from "../pieces/piece-api.js";
import { links, shareable, share } from "../pieces/share.js";

/** @import { Desk, Listed, PieceLine, PieceView, Refused } from "../pieces/types.js" */

register({
  history: ["Histórico", "History"],
  history_line: ["versão {n}, {at}, {by}", "version {n}, {at}, {by}"],
});

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
/** @param {string} selector */
const one = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

const { lang } = document.documentElement;
const isExample = "example" in document.body.dataset;
const say = makeSay(lang);
const conversation = () => decodeURIComponent(location.hash.slice(1).replace(/^conversation=/, "").split("/")[0]);
/** @type {Listed} */
let listed = { production: null, pieces: [] };
/** @type {Map<string, { card: PieceCard, item: HTMLElement, past: HTMLElement }>} */
const cards = new Map();
let token = "";
let asked = 0;

/** @param {string} path @param {RequestInit} [init] */
const request = (path, init = {}) =>
  fetch(path, { ...init, headers: { ...(token && { Authorization: `Bearer ${token}` }), "Accept-Language": lang, ...(init.body ? { "Content-Type": "application/json" } : {}) } });
const base = () => (isExample ? "/api/v1/example" : `/api/v1/conversations/${encodeURIComponent(conversation())}`);
/** @type {Desk} */
const desk = {
  // Whoever has no name here is who sits here.
  say: (key, fill = {}) => say(key === "by_nobody" ? "by_you" : key, fill),
  locale: lang,
  root: document,
  api: new PieceApi(request, base, say),
  brand: () => document.body.dataset.example ?? "",
  production: () => listed.production,
  changed: () => void look(),
};

/** @param {string} name Nothing but this notice is shown; none for the campaign. */
function notice(name) {
  for (const shown of all("[data-notice]")) shown.hidden = shown.dataset.notice !== name;
  one("#campaign").hidden = name !== "";
  const heading = document.querySelector(`[data-notice="${name}"] h1`);
  if (heading instanceof HTMLElement) heading.focus();
}

/** Finds out which of this browser's visitors may see it. */
async function begin() {
  if (isExample) return example();
  const id = conversation();
  for (const link of all("[data-hash], [data-keeps-hash]")) if (link instanceof HTMLAnchorElement) link.hash = link.matches("[data-hash]") ? id : location.hash;
  const known = tokens(id);
  if (!id) return notice("unknown");
  if (!known.length) return notice("no_token");
  notice("loading");
  let failed = "no_token";
  for (const each of known) {
    token = each;
    const answer = await request(`${base()}/pieces`).catch(() => null);
    if (!answer) return notice("offline");
    if (answer.ok) {
      notice("");
      return show(await answer.json());
    }
    const { code } = await answer.json().catch(() => ({ code: "" }));
    failed = code === "unknown_conversation" ? "unknown" : code === "unauthorised" ? failed : "busy";
    if (failed === "busy") break;
  }
  notice(failed);
}

/** Nobody has seen these pieces before: they stand open, and what became of one has its history open too. */
async function example() {
  notice("loading");
  const fresh = await desk.api.list().catch(() => null);
  if (!fresh) return notice("offline");
  notice("");
  await show(fresh);
  for (const { card, item } of cards.values()) {
    await card.unfold();
    if (card.view.latest > 1) item.querySelector("details.history")?.setAttribute("open", "");
  }
}

async function look() {
  const now = ++asked;
  const fresh = await desk.api.list().catch(() => null);
  if (fresh && now === asked) await show(fresh);
}

/** @param {Listed} fresh */
async function show(fresh) {
  listed = fresh;
  const there = fresh.pieces.filter(({ state }) => state !== "planned");
  one("[data-nothing]").hidden = there.length > 0;
  for (const button of all("[data-send]")) button.hidden = !shareable(there).length;
  for (const family of FAMILIES) await group(family, there.filter((line) => line.family === family));
  if (isExample) return;
  const campaign = await links(desk, { request, base, listed }, one("#links"));
  if (!campaign) return;
  const heading = one("#campaign h1");
  heading.textContent = campaign;
  heading.lang = [...cards.values()][0]?.card.view.locale ?? lang;
  document.title = `${campaign} · Pauta`;
}

/** @param {import("../pieces/types.js").Family} family @param {PieceLine[]} lines */
async function group(family, lines) {
  let section = /** @type {HTMLElement | null} */ (document.querySelector(`[data-family="${family}"]`));
  if (!lines.length) return section?.remove();
  if (!section) {
    section = h("section", { class: "family-group" }, h("h2", { class: "family" }), h("div", { class: "cards" }));
    section.dataset.family = family;
    one("#board").append(section);
  }
  /** @type {HTMLElement} */ (section.querySelector("h2")).textContent = groupName(say, family, lines);
  const place = /** @type {HTMLElement} */ (section.querySelector(".cards"));
  await Promise.all(lines.map((line) => piece(line, place)));
}

/** @param {PieceLine} line @param {HTMLElement} place */
async function piece(line, place) {
  const known = cards.get(line.id);
  if (known && known.card.view.state === line.state && known.card.view.latest === line.version) return;
  const item = known?.item ?? h("div", { class: "card-item" });
  if (!known) place.append(item);
  const view = await desk.api.view(line.id).catch(() => null);
  if (!view) return;
  if (known) {
    await known.card.show(view);
    return known.past.replaceChildren(...past(view));
  }
  const card = new PieceCard(desk, view, { level: 3 });
  const drawn = h("div", {}, ...past(view));
  cards.set(line.id, { card, item, past: drawn });
  await card.ready;
  item.replaceChildren(card.element, drawn);
}

/** @param {PieceView} view */
function past(view) {
  if (!view.history.length) return [];
  const when = new Intl.DateTimeFormat(lang, { dateStyle: "short", timeStyle: "short" });
  const rows = view.history.map(({ version, by: who, at }) => h("li", {}, say("history_line", { n: version, by: byName(say, who), at: when.format(moment(at)) })));
  return [h("details", { class: "history" }, h("summary", {}, say("history")), h("ol", { role: "list" }, ...rows))];
}

/** @param {string} what */
async function keep(what) {
  const alert = one("[data-not-saved]");
  try {
    const answer = await request(`${base()}/${what}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const named = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "");
    const href = URL.createObjectURL(await answer.blob());
    h("a", { href, download: named ? decodeURIComponent(named[1]) : what }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    alert.hidden = true;
  } catch {
    alert.hidden = false;
  }
}

/** On paper every piece is whole. */
async function onPaper() {
  for (const toggle of all('.decided-line [aria-expanded="false"]')) toggle.click();
  for (const more of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.history"))) more.open = true;
  await new Promise((drawn) => setTimeout(drawn, 300));
  print();
}

for (const button of all("[data-file]")) button.addEventListener("click", () => void keep(button.dataset.file ?? ""));
for (const button of all("[data-again]")) button.addEventListener("click", () => void begin());
for (const button of all("[data-print]")) button.addEventListener("click", () => void onPaper());
for (const button of all("[data-send]")) button.addEventListener("click", () => share(desk, { request, base, listed }));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && token && void look());
addEventListener("hashchange", () => location.reload());
void begin();

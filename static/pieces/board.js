// All pieces of a brief, grouped by family, one card open at a time. It shows what the server's list says, so that
// whatever was missed meanwhile, every piece is there once.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { PieceCard, differs } from "./card.js";
import { active } from "./dialog.js";
import { FAMILIES, channelName } from "./names.js";
import { planCard } from "./plan.js";
import { staleAll } from "./stale.js";

/** @import { Desk, Family, Listed, PieceLine, Production, Refused } from "./types.js" */
/** @typedef {{ line: PieceLine, item: HTMLElement, button: HTMLButtonElement, badge: HTMLElement, about: HTMLElement, acts: HTMLElement, place: HTMLElement, card: PieceCard | null }} Entry */

register({
  board_pieces: ["Peças", "Pieces"],
  board_ready: ["{family} · {n} de {of} prontas", "{family} · {n} of {of} ready"],
  board_all: ["{family} · {n} prontas", "{family} · {n} ready"],
  board_all_one: ["{family} · 1 pronta", "{family} · 1 ready"],
  board_ready_ads: ["{family} · {n} de {of} prontos", "{family} · {n} of {of} ready"],
  board_all_ads: ["{family} · {n} prontos", "{family} · {n} ready"],
  board_all_one_ads: ["{family} · 1 pronto", "{family} · 1 ready"],
  board_error: ["precisa mudar", "must change"],
  board_warn: ["tem avisos", "has warnings"],
  board_failed: ["A peça não abriu. Tente de novo.", "The piece did not open. Try again."],
  board_lost: ["As peças não carregaram: sem conexão com o servidor. Elas continuam salvas.", "The pieces did not load: no connection to the server. They are safe."],
  board_again: ["Carregar de novo", "Load again"],
});

const TOGETHER_MS = 150;
const AGAIN_MS = 4_000;
const NOT_THERE = ["planned", "queued", "generating", "generation_failed", "cancelled"];

/** How a group of pieces is called. @param {import("../chat/types.js").Say} say @param {Family} family @param {PieceLine[]} lines */
export function groupName(say, family, lines) {
  const n = lines.filter(({ version }) => version > 0).length;
  const of = lines.filter(({ state }) => state !== "cancelled" && state !== "planned").length;
  const name = say(`family_${family}`);
  if (!n && !of) return name;
  const key = n < of ? "board_ready" : n === 1 ? "board_all_one" : "board_all";
  return say(family === "ads" ? `${key}_ads` : key, { family: name, n, of });
}

export class Board {
  /** @type {Listed} */
  listed = { production: null, pieces: [] };
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Map<Family, { element: HTMLElement, title: HTMLElement, list: HTMLElement }>} */
  #groups = new Map();
  #lost = h("p", { class: "row", role: "alert" });
  #stale = h("div");
  #staleIs = "";
  #families = h("div", { class: "families" });
  #timer = 0;
  #asked = 0;
  element = h("div", { class: "pieces-board", "aria-live": "off" });

  /** @param {Desk} desk @param {{ level?: number, onlisted?: (listed: Listed) => void }} [how] */
  constructor(desk, { level = 3, onlisted } = {}) {
    this.desk = desk;
    this.level = level;
    this.onlisted = onlisted;
    this.plan = planCard(desk, level);
    this.element.append(this.plan.element, this.#lost, this.#stale, this.#families);
    this.plan.element.hidden = true;
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#asked++;
    for (const { card } of this.#entries.values()) card?.destroy();
    this.element.remove();
  }

  /** Looks again, soon: whatever comes together is asked for once. @param {number} [wait] */
  look(wait = TOGETHER_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), wait);
  }

  async load() {
    const now = ++this.#asked;
    const listed = await this.desk.api.list().catch(() => null);
    if (now !== this.#asked) return;
    if (!listed) {
      const again = h("button", { type: "button", class: "button", onclick: () => void this.load() }, this.desk.say("board_again"));
      this.#lost.replaceChildren(h("span", {}, this.desk.say("board_lost")), again);
      return this.look(AGAIN_MS);
    }
    this.#lost.replaceChildren();
    this.listed = listed;
    await this.#show();
    this.onlisted?.(listed);
  }

  /** @param {Production} production */
  progress(production) {
    this.listed = { ...this.listed, production };
    this.plan.element.hidden = false;
    this.plan.show(production);
  }

  async #show() {
    const { production, pieces } = this.listed;
    this.plan.element.hidden = !production;
    if (production) this.plan.show(production);
    const staleIs = JSON.stringify(pieces.filter(({ state, stale }) => state === "stale" || stale).map(({ id, stale }) => [id, stale]));
    if (staleIs !== this.#staleIs) this.#stale.replaceChildren(...[staleAll(this.desk, pieces)].filter((one) => one !== null));
    this.#staleIs = staleIs;
    const shown = production?.state === "offered" ? [] : pieces.filter(({ state }) => state !== "planned");
    for (const family of FAMILIES) this.#group(family, shown.filter((line) => line.family === family));
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, { item, card }] of this.#entries) {
      if (ids.has(id)) continue;
      card?.destroy();
      item.remove();
      this.#entries.delete(id);
    }
  }

  /** @param {Family} family @param {PieceLine[]} lines */
  #group(family, lines) {
    let group = this.#groups.get(family);
    if (!lines.length) {
      group?.element.remove();
      return void this.#groups.delete(family);
    }
    if (!group) {
      const title = h(/** @type {"h3"} */ (`h${this.level}`), { class: "family" });
      const list = h("ul", { class: "piece-list", role: "list" });
      group = { title, list, element: h("section", { class: "family-group" }, title, list) };
      group.element.dataset.family = family;
      this.#groups.set(family, group);
      const after = FAMILIES.slice(FAMILIES.indexOf(family) + 1).map((one) => this.#groups.get(one)?.element).find(Boolean);
      this.#families.insertBefore(group.element, after ?? null);
    }
    const name = groupName(this.desk.say, family, lines);
    if (group.title.textContent !== name) group.title.textContent = name;
    for (const line of lines) this.#line(line, group.list);
  }

  /** @param {PieceLine} line @param {HTMLElement} list */
  #line(line, list) {
    const { say } = this.desk;
    let entry = this.#entries.get(line.id);
    if (!entry) {
      const badge = h("span", { class: "badge standing" });
      const about = h("span", { class: "quietly" });
      const place = h("div", { class: "card-place" });
      const acts = h("span", { class: "row" });
      const button = h("button", { type: "button", class: "piece-line", ariaExpanded: "false", onclick: () => void this.toggle(line.id) }, h("span", { class: "piece-name" }, line.title), about, badge);
      const item = h("li", {}, h("div", { class: "line-row" }, button, acts), place);
      item.dataset.piece = line.id;
      entry = { line, item, button, badge, about, acts, place, card: null };
      this.#entries.set(line.id, entry);
      list.append(item);
    }
    entry.line = line;
    const { badge, about, button, acts, item } = entry;
    badge.className = `badge standing ${line.state}`;
    badge.textContent = say(`state_${line.state}`);
    const channel = line.title.includes(channelName(line.channel)) ? "" : channelName(line.channel);
    const worst = line.worst === "error" || line.worst === "warn" ? say(`board_${line.worst}`) : "";
    about.textContent = [channel, line.version > 0 && `v${line.version}`, line.version > 0 && !["approved", "rejected"].includes(line.state) && worst].filter(Boolean).join(" · ");
    item.dataset.state = line.state;
    const isThere = line.version > 0 || !NOT_THERE.includes(line.state);
    button.ariaDisabled = isThere || line.state === "generation_failed" ? null : "true";
    const isFailed = line.state === "generation_failed";
    if (isFailed !== acts.hasChildNodes()) acts.replaceChildren(...(isFailed ? [this.#retry(line)] : []));
    if (entry.card) void this.#refresh(entry);
  }

  /** @param {PieceLine} line */
  #retry(line) {
    const { desk } = this;
    const button = h("button", { type: "button", class: "button", "data-act": "retry", "aria-description": line.title, onclick: async () => {
      button.ariaDisabled = "true";
      await desk.api.act(line, "retry").catch((/** @type {Refused} */ { message }) => this.#lost.replaceChildren(message));
      button.ariaDisabled = "false";
      this.look(0);
    } }, desk.say("act_retry"));
    return button;
  }

  /** @param {Entry} entry */
  async #refresh(entry) {
    const view = await this.desk.api.view(entry.line.id).catch(() => null);
    const { card } = entry;
    if (view && card && differs(card.view, view)) await card.show(view);
  }

  /** Opens a piece's card, or closes it; the others close, but for one that somebody writes in. @param {string} id */
  async toggle(id) {
    const entry = this.#entries.get(id);
    if (!entry || entry.button.ariaDisabled) return;
    if (entry.card) return this.#close(entry);
    const { desk, level } = this;
    entry.button.ariaBusy = "true";
    const view = await desk.api.view(id).catch((/** @type {Refused} */ { message }) => (this.#lost.replaceChildren(message || desk.say("board_failed")), null));
    entry.button.ariaBusy = "false";
    if (!view || entry.card) return;
    const above = entry.button.getBoundingClientRect().top;
    for (const other of this.#entries.values()) if (other.card && !other.card.isDirty) this.#close(other);
    entry.card = new PieceCard(desk, view, { level: Math.min(6, level + 1) });
    await entry.card.ready;
    entry.place.replaceChildren(entry.card.element);
    entry.button.ariaExpanded = "true";
    // What closed above it does not move it away from under the finger.
    const moved = entry.button.getBoundingClientRect().top - above;
    const scroller = entry.item.closest(".scroll");
    if (scroller && moved) scroller.scrollTop += moved;
    const held = active(this.element);
    if (held === entry.button) entry.card.element.scrollIntoView({ block: "nearest" });
    if (held === entry.button && entry.button.getBoundingClientRect().top < (scroller?.getBoundingClientRect().top ?? 0)) entry.button.scrollIntoView({ block: "start" });
  }

  /** @param {Entry} entry */
  #close(entry) {
    entry.card?.destroy();
    entry.card = null;
    entry.button.ariaExpanded = "false";
  }

  /** Goes to a piece, and opens it. @param {string} id */
  async open(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (!entry.card) await this.toggle(id);
    entry.button.focus({ preventScroll: true });
    entry.button.scrollIntoView({ block: "start" });
  }
}

// What this browser knows of a conversation: its rows, cards, pending question and brief, put together from the
// frames as they come.

import { makeSay } from "./words.js";

/** @typedef {import("./types.js").Row} Row */

const LONG_AWAY_MS = 3_600_000;
/** @returns {import("./types.js").Brief} */
const nothing = () => ({ fields: [], chapters: [], completeness: 0, score: { value: 0, reasons: [] }, progress: { answered: 0, remaining: 0, seconds: 0 } });

export class Known extends EventTarget {
  /** @type {{ conversation: string, token: string } | null} */
  who = null;
  /** @type {import("./types.js").Talk["status"]} */
  status = "connecting";
  /** @type {"active" | "stopped" | "completed"} */
  stage = "active";
  /** @type {Row[]} */
  rows = [];
  /** @type {Map<string, import("./types.js").CardUpdate>} */
  cards = new Map();
  /** @type {import("./types.js").AskView | null} */
  ask = null;
  brief = nothing();
  /** @type {import("./types.js").Ai | null} */
  ai = null;
  /** Whether a sound can be written down. */
  speech = false;
  /** The last sentence for the person that is not part of the conversation. */
  notice = "";
  /** Text that could not be sent, for the box. */
  returned = "";
  /** The question before which the conversation had rested for long. */
  restedBefore = 0;
  /** The last row that came. */
  seq = 0;
  /** @type {import("../pieces/types.js").Production | null | undefined} What becomes of the brief. */
  production;
  /** How often something was told of the pieces. */
  moved = 0;

  /** @type {string[]} */
  #order = [];
  /** @type {Map<string, import("./types.js").Field>} */
  #fields = new Map();
  /** Rows up to this one are of before; what came of them is shown at once. */
  #until = 0;
  /** The server's clock at the welcome. */
  #now = 0;

  /** @param {string} locale */
  constructor(locale) {
    super();
    this.locale = locale;
    this.say = makeSay(locale);
  }

  /** @param {...import("./types.js").What} changes */
  fire(...changes) {
    for (const detail of changes) this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  /** Says something to the person beside the conversation. @param {string} text */
  tell(text) {
    this.notice = text;
    this.fire("notice");
  }

  /** Takes back what could not be sent. */
  takeReturned() {
    const text = this.returned;
    this.returned = "";
    return text;
  }

  /** Keeps it for the box. @param {string} text */
  giveBack(text) {
    this.returned = [this.returned, text].filter(Boolean).join("\n");
  }

  /** @param {import("./types.js").Talk["status"]} status */
  be(status) {
    if (this.status === status) return;
    this.status = status;
    this.fire("status");
  }

  /** @param {string} locale */
  speak(locale) {
    if (locale === this.locale) return;
    this.locale = locale;
    this.say = makeSay(locale);
    this.fire("locale");
  }

  /** Forgets the conversation that was shown. */
  forget() {
    Object.assign(this, { who: null, rows: [], cards: new Map(), ask: null, brief: nothing(), stage: "active", restedBefore: 0, seq: 0, production: null });
    this.#fields.clear();
    this.#order = [];
    this.#until = 0;
  }

  /** @param {import("./types.js").Opening} opening */
  opens({ locale, messages, pending, brief, ai, speech }) {
    this.speak(locale);
    this.can(ai, speech);
    this.rows = [...messages];
    this.ask = pending;
    this.note(brief);
    this.fire("rows", "ask");
  }

  /** What helps here. @param {import("./types.js").Ai} [ai] @param {boolean} [speech] */
  can(ai, speech = this.speech) {
    if (ai) this.ai = ai;
    this.speech = speech;
    this.fire("ai");
  }

  /** @param {import("./types.js").Welcome} frame */
  welcomed({ pending, locale, status, brief, seq, now, ai, speech, production, telegram }) {
    this.telegram = telegram;
    this.makes(production);
    this.stage = status ?? this.stage;
    this.ask = pending;
    this.#fields.clear();
    this.note(brief);
    this.speak(locale);
    this.can(ai, speech);
    this.#until = seq;
    this.#now = Date.parse(now);
    if (seq <= this.seq) this.#caughtUp();
  }

  #caughtUp() {
    const last = this.rows.at(-1);
    if (last && this.ask && this.#now - Date.parse(last.at) > LONG_AWAY_MS) this.restedBefore = this.ask.id;
    this.#until = 0;
    this.fire("rows", "cards", "ask");
  }

  /** Whether what came is news, to be shown by itself. @param {number} seq */
  #reached(seq) {
    this.seq = Math.max(this.seq, seq);
    if (!this.#until) return true;
    if (seq >= this.#until) this.#caughtUp();
    return false;
  }

  /** @param {Row} row */
  row(row) {
    // A row of the opening comes again, for real.
    const at = row.seq > (this.rows.at(-1)?.seq ?? 0) ? -1 : this.rows.findIndex(({ seq }) => seq === row.seq);
    if (at < 0) this.rows.push(row);
    else this.rows[at] = row;
    const asks = row.ask || row.from === "person";
    const was = this.stage;
    if (!this.#until) {
      if (row.kind === "produced") this.stage = "completed";
      if (row.kind === "ended" && this.stage === "active") this.stage = "stopped";
      if (row.ask) this.stage = "active";
      if (asks) this.ask = row.ask ?? null;
    }
    if (!this.#reached(row.seq)) return;
    this.fire("rows");
    if (asks || this.stage !== was) this.fire("ask");
  }

  /** @param {import("./types.js").CardUpdate} update */
  update(update) {
    if ((this.cards.get(update.card)?.version ?? 0) <= update.version) this.cards.set(update.card, update);
    if (this.#reached(update.seq)) this.fire("cards");
  }

  /** Something of the pieces came: all of it, or that one changed. @param {import("./types.js").Welcome["production"]} [production] @param {number} [seq] */
  makes(production = this.production, seq) {
    this.production = production;
    this.moved++;
    if (!seq || this.#reached(seq)) this.fire("pieces");
  }

  /** @param {import("./types.js").BriefChange} change */
  note(change) {
    const { order, slots, completeness, score, chapters = this.brief.chapters, progress = this.brief.progress } = change;
    if (order) this.#order = order;
    for (const field of slots) this.#fields.set(field.path, field);
    this.brief = { fields: this.#order.flatMap((path) => this.#fields.get(path) ?? []), chapters, completeness, score, progress };
    this.fire("brief");
  }

  /** The rows before this one are not held any more. @param {number} from */
  gap(from) {
    this.seq = from - 1;
    if (this.seq) return;
    this.rows = [];
    this.fire("opened");
  }
}

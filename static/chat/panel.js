// The brief beside the chat, as it is being written. Rows are patched in place: neither focus nor scroll is lost.

import { h, lines } from "./dom.js";
import { register } from "./words.js";

/** @import { Brief, Field, Progress, Say, Talk, What } from "./types.js" */

register({
  "panel.title": ["Seu briefing", "Your brief"],
  "panel.complete": ["{n} % completo", "{n}% complete"],
  "panel.left": ["Faltam no máximo {n} perguntas, {time}", "At most {n} questions left, {time}"],
  "panel.left_one": ["Falta no máximo 1 pergunta, {time}", "At most 1 question left, {time}"],
  "panel.left_none": ["Nenhuma pergunta por fazer", "No questions left"],
  "panel.minutes": ["uns {n} min", "about {n} min"],
  "panel.moment": ["menos de 1 min", "less than 1 min"],
  "panel.score": ["Nota {n} de 100", "Score {n} of 100"],
  "panel.why": ["Por que não 100?", "Why not 100?"],
  "panel.empty": ["Cada resposta aparece aqui, no lugar certo.", "Each answer appears here, in its place."],
  "panel.begin": ["Responder à primeira pergunta", "Answer the first question"],
  "panel.change": ["Mudar: {label}", "Change: {label}"],
  "panel.fill": ["Responder: {label}", "Answer: {label}"],
  "panel.now": ["agora", "now"],
  "panel.news": ["No briefing: {what}", "In the brief: {what}"],
  "panel.internal": ["Ajustes da conversa", "Settings of this conversation"],
  "panel.person": ["respondido", "answered"],
  "panel.suggestion": ["sugestão aceita", "suggestion accepted"],
  "panel.assumption": ["suposição", "assumption"],
  "panel.pasted": ["do texto colado", "from the pasted text"],
  "panel.kit": ["do kit da marca", "from the brand kit"],
  "panel.copied": ["copiado", "copied"],
  "panel.former": ["de antes", "from before"],
  "panel.stale": ["a rever", "to review"],
  "panel.open": ["em aberto", "open"],
  "panel.ahead": ["anotado para depois", "noted for later"],
  "panel.missing": ["a responder", "to answer"],
  "panel.waits": ["espera {whom}", "waiting for {whom}"],
  "panel.by": ["respondido por {by}", "answered by {by}"],
  "panel.whom": ["em aberto · pode responder: {whom}", "open · could answer: {whom}"],
});

/** One announcement for what changes together. */
const NEWS_MS = 1200;
/** As long as it fades. */
const FRESH_MS = 2400;
const isKnown = (/** @type {Field} */ { shown, state }) => !!shown && state !== "open" && state !== "missing";

/** How a field stands, as a key of the words and of the marks. @param {Field} field */
export const standing = ({ state, source }) =>
  state === "assumed" ? "assumption" : state === "settled" ? (source ?? "person") : state;

/** What is left to ask, by the longest way. @param {Say} say @param {Progress} progress */
export function left(say, { remaining: n, seconds }) {
  if (!n) return say("panel.left_none");
  const time = seconds < 45 ? say("panel.moment") : say("panel.minutes", { n: Math.round(seconds / 60) });
  return say(n === 1 ? "panel.left_one" : "panel.left", { n, time });
}

/** The field that a question is about: it may ask for a part of one. @param {Field[]} fields @param {string} [path] */
export const asked = (fields, path = "") =>
  fields.reduce((best, { path: at }) => (`${path}/`.startsWith(`${at}/`) && at.length > best.length ? at : best), "");

/** Sets what is another text. @param {Element} at @param {string} [text] */
const put = (at, text = "") => at.textContent === text || (at.textContent = text);

/** Puts children in this order; what is in its place is not touched. @param {Element} parent @param {Element[]} wanted */
function order(parent, wanted) {
  wanted.forEach((child, at) => parent.children[at] === child || parent.insertBefore(child, parent.children[at] ?? null));
  while (parent.children.length > wanted.length) parent.lastElementChild?.remove();
}

/** @param {Talk} talk @param {(field: Field) => void} edit */
function makeRow(talk, edit) {
  /** @type {Field} */
  let field;
  const [label, state, mark, pen] = ["b", "small", "i", "span"].map((tag) => h(/** @type {"b"} */ (tag)));
  const now = h("span", { class: "badge" });
  const [value, warning] = ["value", "warning"].map((name) => h("p", { class: name }));
  const button = h("button", { type: "button", class: "change" }, pen);
  const onclick = () => button.hidden || getSelection()?.toString() || (button.focus(), edit(field));
  const element = h("li", { onclick }, mark, h("div", {}, h("p", {}, label, " ", state, " ", now), value, warning), button);
  mark.ariaHidden = pen.ariaHidden = "true";
  pen.textContent = "✎\uFE0E";
  /** @param {Field} next */
  const show = (next) => {
    const { say } = talk;
    field = next;
    const how = standing(field);
    const whom = how === "open" && field.ask_whom;
    Object.assign(element.dataset, { path: field.path, state: how });
    put(label, field.label);
    put(now, say("panel.now"));
    put(value, isKnown(field) ? lines(field.shown ?? "") : "");
    const { waits_for: waits, by } = field;
    put(state, waits ? say("panel.waits", { whom: waits }) : by ? say("panel.by", { by }) : whom ? say("panel.whom", { whom }) : say(`panel.${how}`));
    put(warning, field.warning);
    button.hidden = !field.input;
    button.dataset.edit = field.path;
    button.title = button.ariaLabel = say(isKnown(field) ? "panel.change" : "panel.fill", { label: field.label });
  };
  return { element, show, was: /** @type {Field | null} */ (null) };
}

/** @param {Say} say */
function makeHead(say) {
  const bar = h("progress", { max: 100 });
  const [share, way, score, why] = ["strong", "span", "span", "b"].map((tag) => h(/** @type {"b"} */ (tag)));
  const reasons = h("ul");
  const element = h("div", { class: "panel-head" }, h("p", {}, share, way), bar, h("details", {}, h("summary", {}, score, why), reasons));
  /** @param {Brief} brief */
  const show = (brief) => {
    bar.value = brief.completeness;
    put(share, (bar.ariaLabel = say("panel.complete", { n: brief.completeness })));
    put(way, left(say, brief.progress));
    put(score, say("panel.score", { n: brief.score.value }));
    put(why, brief.score.reasons.length ? say("panel.why") : "");
    reasons.replaceChildren(...brief.score.reasons.map(({ missing, text }) => h("li", {}, h("b", {}, `+${missing}`), " ", text)));
  };
  return { element, show };
}

function makeChapter(isAside = false) {
  const [text, count] = [h("span"), h("small")];
  const list = h("ul", { class: "entries", role: "list" });
  const heading = h("h3", {}, text, count);
  const element = isAside ? h("details", {}, h("summary", {}, heading), list) : h("section", {}, heading, list);
  return { text, count, list, element };
}

class Panel {
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  #rows = new Map();
  /** @type {Map<string, ReturnType<typeof makeChapter>>} */
  #chapters = new Map();
  /** @type {Set<string>} */
  #news = new Set();
  /** Of which conversation the rows are. */
  #whose = "";
  /** The field that is asked for. */
  #now = "";
  #timer = 0;
  #title = h("h2");
  #sentence = h("p");
  #body = h("div", { class: "chapters" });
  #status = h("p", { class: "unseen", role: "status" });

  /** @param {Talk} talk */
  constructor(talk) {
    this.talk = talk;
    this.head = makeHead((key, fill) => talk.say(key, fill));
    const onclick = () => this.element.dispatchEvent(new CustomEvent("answer", { bubbles: true }));
    this.begin = h("button", { type: "button", class: "button primary", onclick });
    this.empty = h("div", { class: "panel-empty" }, this.#sentence, this.begin);
    this.element = h("section", { class: "panel" }, this.#title, this.head.element, this.empty, this.#body, this.#status);
    talk.addEventListener("change", (event) => {
      const what = /** @type {CustomEvent<What>} */ (event).detail;
      if (what === "brief") this.show();
      if (what === "opened" || what === "locale") this.show(true);
      if (what === "ask") this.#mark();
    });
    this.show();
  }

  /** @param {boolean} [isNew] whether nothing of it is news */
  show(isNew = !this.#rows.size) {
    const { say, who, brief } = this.talk;
    const id = who?.conversation ?? "";
    if (this.#whose && this.#whose !== id) this.#rows.clear(), this.#chapters.clear(), (isNew = true);
    this.#whose = id;
    const held = /** @type {ShadowRoot} */ (this.element.getRootNode()).activeElement;
    put(this.#title, (this.element.ariaLabel = say("panel.title")));
    put(this.#sentence, say("panel.empty"));
    put(this.begin, say("panel.begin"));
    this.head.element.hidden = !brief.fields.length;
    this.head.show(brief);
    order(this.#body, this.#groups().filter(({ of }) => of.length).map((group) => this.#chapter(group, isNew)));
    if (held && this.element.contains(held)) /** @type {HTMLElement} */ (held).focus();
    this.#mark();
    if (!isNew) this.#follow("fresh");
  }

  /** The fields by chapter; last what only steers the conversation, as far as it is known. */
  #groups() {
    const { fields, chapters } = this.talk.brief;
    const open = fields.filter((field) => !field.internal);
    return [
      { id: "", title: "", of: open.filter(({ chapter }) => !chapters.some(({ id }) => id === chapter)) },
      ...chapters.map(({ id, title }) => ({ id, title, of: open.filter(({ chapter }) => id === chapter) })),
      { id: "*", title: this.talk.say("panel.internal"), of: fields.filter((field) => field.internal && isKnown(field)) },
    ];
  }

  /** @param {{ id: string, title: string, of: Field[] }} group @param {boolean} isNew */
  #chapter({ id, title, of }, isNew) {
    const made = this.#chapters.get(id) ?? makeChapter(id === "*");
    this.#chapters.set(id, made);
    put(made.text, title);
    put(made.count, id === "*" ? "" : `${of.filter(isKnown).length}/${of.length}`);
    order(made.list, of.map((field) => this.#row(field, isNew)));
    return made.element;
  }

  /** @param {Field} field @param {boolean} isNew */
  #row(field, isNew) {
    const row = this.#rows.get(field.path) ?? makeRow(this.talk, (field) => this.#edit(field));
    const { was, element } = row;
    this.#rows.set(field.path, row);
    row.show((row.was = field));
    if (!isNew && (was ? was.shown !== field.shown || was.state !== field.state : isKnown(field))) {
      element.classList.remove("fresh");
      void element.offsetWidth; // so that it is seen again
      element.classList.add("fresh");
      setTimeout(() => element.classList.remove("fresh"), FRESH_MS);
      if (!field.internal) this.#news.add(field.label);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#tell(this.talk.say("panel.news", { what: [...this.#news].slice(0, 3).join(", ") })), NEWS_MS);
    }
    return element;
  }

  /** @param {string} text @param {string} [look] */
  #tell(text, look = "unseen") {
    this.#news.clear();
    this.#status.className = look;
    put(this.#status, text);
  }

  /** @param {Field} field */
  async #edit(field) {
    const { talk, element } = this;
    const lazy = import("./edit.js");
    await lazy.then(({ openEdit }) => openEdit(talk, field, element.getRootNode()), () => this.#tell(talk.say("part_failed"), ""));
  }

  /** Scrolls the panel, and nothing around it, to what is written or asked; never under somebody's hands. @param {string} what */
  #follow(what) {
    const { element } = this;
    const row = element.querySelector(`section > .entries > .${what}`);
    const view = element.closest(".sheet") ?? element;
    if (!row || element.matches(":hover, :focus-within")) return;
    const [at, of] = [row.getBoundingClientRect(), view.getBoundingClientRect()];
    if (at.top < of.top || at.bottom > of.bottom) view.scrollBy({ top: at.top - of.top - of.height / 3 });
  }

  #mark() {
    const { ask, brief: { fields } } = this.talk;
    const now = asked(fields, ask?.path);
    for (const [path, { element }] of this.#rows) {
      element.classList.toggle("asked", path === now);
      element.ariaCurrent = String(path === now);
    }
    if (now !== this.#now) this.#follow("asked");
    this.#now = now;
    this.empty.hidden = !ask || fields.some((field) => !field.internal && isKnown(field));
  }
}

/** The live brief of a conversation. Fires `answer` if the person wants to go on with the question. @param {Talk} talk */
export const panel = (talk) => new Panel(talk).element;

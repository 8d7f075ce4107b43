// The conversation as it was: rows are put one after another and never moved.

import { card, settle } from "./card.js";
import { h } from "./dom.js";
import { register } from "./words.js";

/** @typedef {import("./types.js").Row} Row */
/** @typedef {import("./talk.js").TalkOverSocket} Talk */

register({
  log: ["Conversa", "Conversation"],
  you: ["Você: ", "You: "],
  pauta: ["Pauta: ", "Pauta: "],
  why: ["Por quê?", "Why?"],
  example: ["Por exemplo: {text}", "For example: {text}"],
  read_as: ["Li como ", "Read as "],
  correct: ["Corrigir", "Correct"],
  correct_of: ["Corrigir: {label}", "Correct: {label}"],
  rested: ["Paramos em: {text}", "We stopped at: {text}"],
  newer: ["↓ Novas mensagens", "↓ New messages"],
  below: ["↓ Responder", "↓ Answer"],
  kept: ["Guardado, segue assim que der", "Kept, goes as soon as it can"],
});

/** So many of the last messages are laid out even if they are out of sight. */
const NEAR = 40;

/** @param {string} text */
const paragraphs = (text) => text.split(/\n{2,}/).map((part) => h("p", {}, part));

/**
 * @param {Talk} talk
 * @param {(path: string) => void} edit
 */
export function log(talk, edit) {
  const { say } = talk;
  const list = h("ol", { class: "messages", role: "list" });
  const unsent = h("ol", { class: "messages unsent", role: "list" });
  const typing = h("div", { class: "typing", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const heard = h("div", { role: "log", "aria-live": "polite", "aria-label": say("log") }, list);
  const after = h("div", { class: "after" });
  const scroller = h("div", { class: "scroll", tabIndex: 0, role: "group", "aria-label": say("log"), onscroll: () => follows(), onfocusin: () => focused() }, heard, unsent, typing, after);
  const newer = h("button", { type: "button", class: "button newer", hidden: true, onclick: () => (isAtEnd ? /** @type {HTMLElement | null} */ (after.querySelector("button, input"))?.focus() : end(true)) });
  /** @type {Map<number, { row: Row, element: HTMLElement }>} */
  const shown = new Map();
  /** @type {HTMLElement[]} */
  const items = [];
  let isAtEnd = true;
  // Where we scrolled to ourselves.
  let placed = 0;
  let rest = 0;

  /** @param {Row} row */
  function item(row) {
    const { from, kind, text, ask, read } = row;
    const mine = from === "person";
    const made = h("li", { class: `${from} ${kind}` }, h("span", { class: "unseen" }, say(mine ? "you" : "pauta")), h("div", { class: "text" }, ...paragraphs(text)));
    made.dataset.seq = String(row.seq);
    if (read) {
      const label = talk.brief.fields.find(({ path }) => path === read.path)?.label ?? read.shown;
      const correct = h("button", { type: "button", class: "link", title: say("correct_of", { label }), onclick: () => edit(read.path) }, say("correct"));
      made.append(h("p", { class: "read" }, say("read_as"), h("strong", {}, read.shown), " · ", correct));
    }
    if (ask?.example && kind === "ask" && !ask.input.options) made.append(h("p", { class: "example" }, say("example", { text: ask.example })));
    if (ask?.why && kind === "ask") made.append(h("details", {}, h("summary", {}, say("why")), h("p", {}, ask.why)));
    if (row.card) made.append(card(talk, row.card));
    if (row.files) watch.observe(made), import("./files.js").then(({ files }) => files(talk, row, made), () => {});
    return made;
  }

  function rows() {
    const count = shown.size;
    for (const row of talk.rows) {
      const was = shown.get(row.seq);
      if (was?.row === row) continue;
      if (was && was.row.text === row.text) {
        was.row = row;
        continue;
      }
      const element = item(row);
      shown.set(row.seq, { row, element });
      if (was) {
        was.element.replaceWith(element);
        items[items.indexOf(was.element)] = element;
        continue;
      }
      // A card beside the question stands above it, and so does what is said of it: the question stays with what answers it.
      const beside = row.card ? row.ask : row.kind === "say" && row.from !== "person" && !row.ask && talk.ask;
      const asked = beside && beside.id !== row.seq ? shown.get(beside.id)?.element : undefined;
      const at = asked && items.at(-1) === asked ? items.length - 1 : items.length;
      const before = items[at - 1];
      element.classList.toggle("same", before !== undefined && before.classList.contains("person") === (row.from === "person"));
      list.insertBefore(element, items[at] ?? null);
      items.splice(at, 0, element);
      items.at(-NEAR)?.classList.add("far");
    }
    if (talk.restedBefore && talk.restedBefore !== rest) {
      rest = talk.restedBefore;
      const at = shown.get(rest);
      at?.element.before(h("li", { class: "rest" }, say("rested", { text: at.row.text })));
    }
    // A piece stands on its board, wherever that is: nobody is taken to it.
    const last = talk.rows.at(-1);
    if (shown.size > count && last?.kind !== "piece") end(last?.from === "person");
  }

  function cards() {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".card"))) {
      const update = talk.cards.get(element.dataset.card ?? "");
      const version = Number(element.dataset.version);
      if (update?.version === version) settle(talk, element, update.state);
      else if (update && update.version > version && element.dataset.state === "open") settle(talk, element, "superseded");
    }
  }

  function waiting() {
    const offline = talk.status === "offline";
    const count = unsent.childElementCount;
    unsent.replaceChildren(...talk.unsent.map(({ text }) =>
      h("li", { class: "person waiting" }, h("span", { class: "unseen" }, say("you")), h("div", { class: "text" }, ...paragraphs(text)), offline && h("p", { class: "read" }, say("kept")))));
    typing.hidden = !talk.unsent.length || offline;
    if (unsent.childElementCount > count) end(true);
  }

  /** What is being written stands where its card will come. */
  function live() {
    if (!talk.stream) return;
    const { element, status, isEmpty } = talk.stream;
    if (!status.isConnected) scroller.append(status);
    if (isEmpty) return element.remove();
    const asked = shown.get(talk.ask?.id ?? -1);
    const isBeside = asked && asked.element === items.at(-1) && (talk.ask?.path || asked.row.kind !== "say");
    if (isBeside ? asked.element.previousSibling !== element : heard.nextSibling !== element) isBeside ? asked.element.before(element) : heard.after(element);
    element.role = isBeside ? "listitem" : null;
    if (isAtEnd) end(true);
  }

  /** Whether what can be done now is out of sight. */
  const isBelow = () => after.offsetTop + 24 > scroller.scrollTop + scroller.clientHeight;

  /** Whether the reader is at the end, and so wants to see what comes. */
  function follows() {
    if (Math.abs(scroller.scrollTop - placed) < 2) return;
    placed = -9;
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
    if (isAtEnd || !isBelow()) newer.hidden = true;
  }

  /** Whoever goes to a control keeps the question in sight, if both fit. */
  function focused() {
    const held = /** @type {ShadowRoot} */ (scroller.getRootNode()).activeElement;
    if (!isAtEnd || !held || !after.contains(held)) return;
    end(true);
    held.scrollIntoView({ block: "nearest" });
  }

  /** The last message with what can be done about it; what does not fit is read from its beginning. @param {boolean} [always] */
  function end(always) {
    if (!always && !isAtEnd) return offers("newer");
    const last = unsent.childElementCount ? null : items.at(-1);
    const bottom = scroller.scrollHeight - scroller.clientHeight;
    // What stands above the first question is read first, if the question is in sight all the same.
    const isFirst = !talk.who && last && last.offsetTop + 64 < scroller.clientHeight;
    scroller.scrollTop = isFirst ? 0 : last ? Math.min(bottom, last.offsetTop - 12) : bottom;
    placed = scroller.scrollTop;
    isAtEnd = true;
    // A long message is read from its beginning; what can be done about it may then be out of sight.
    if (isBelow() && after.querySelector("button, input, select")) offers("below");
    else newer.hidden = true;
  }

  /** The way to what is below. @param {"newer" | "below"} what */
  function offers(what) {
    newer.textContent = say(what);
    newer.hidden = false;
  }

  const watch = new ResizeObserver(() => isAtEnd && end(true));
  watch.observe(scroller);
  watch.observe(after);
  return {
    element: scroller, newer, after, rows, cards, waiting, end, live,
    /** The card that the pending question is about. */
    pending: () => /** @type {HTMLElement | undefined | null} */ (shown.get(talk.ask?.id ?? -1)?.element.querySelector(".card[data-state=open]")),
    /** Marks the question that is to be answered. */
    asks() {
      list.querySelector(".now")?.classList.remove("now");
      shown.get(talk.ask?.id ?? -1)?.element.classList.add("now");
    },
  };
}

// What a running assist writes, while it writes it: a card that is only a picture of one. Nothing of it is durable;
// what counts is the row that comes after it.

import { h } from "./dom.js";
import { register } from "./words.js";

/** @import { PartialFrame, Running, StatusFrame } from "./types.js" */
/** @typedef {{ of: Running, words: Words, element: HTMLElement, text: HTMLElement, note: HTMLElement, cancel: HTMLButtonElement, since: number, isDone: boolean, waiting: string, frame: number, timer: number }} Live */

register({
  live_writes: ["Escrevendo uma sugestão para {label}…", "Writing a suggestion for {label}…"],
  live_writes_any: ["Escrevendo uma sugestão…", "Writing a suggestion…"],
  live_reads: ["Lendo o seu texto…", "Reading your text…"],
  live_beside: ["Você pode continuar a responder enquanto isso.", "You can go on answering meanwhile."],
  live_offline: ["Sem conexão. O trabalho segue no servidor, e o resultado aparece aqui quando a conexão voltar.", "No connection. The work goes on at the server, and the result appears here once the connection is back."],
  live_lost: ["Uma parte se perdeu no caminho. O texto inteiro aparece aqui quando ficar pronto.", "Part of it was lost on the way. The whole text appears here once it is done."],
  live_cancel: ["Cancelar", "Cancel"],
  live_cancel_of: ["Cancelar a sugestão para {label}", "Cancel the suggestion for {label}"],
  live_cancel_reading: ["Cancelar a leitura", "Cancel the reading"],
  live_done: ["Sugestão pronta: {label}.", "Suggestion ready: {label}."],
  live_done_any: ["Sugestão pronta.", "Suggestion ready."],
  live_done_reading: ["Texto lido.", "Text read."],
  live_failed: ["Desta vez a sugestão para {label} não veio. O que você respondeu continua como está.", "The suggestion for {label} did not come this time. What you answered stays as it is."],
  live_failed_any: ["Desta vez a sugestão não veio. O que você respondeu continua como está.", "The suggestion did not come this time. What you answered stays as it is."],
  live_failed_reading: ["Não consegui ler o texto desta vez. Ele continua guardado na conversa, e as perguntas seguem.", "I couldn't read the text this time. It is still kept in the conversation, and the questions go on."],
  live_cancelled: ["Parei de escrever a sugestão para {label}. O que você respondeu continua como está.", "I stopped writing the suggestion for {label}. What you answered stays as it is."],
  live_cancelled_any: ["Parei de escrever a sugestão. O que você respondeu continua como está.", "I stopped writing the suggestion. What you answered stays as it is."],
  live_cancelled_reading: ["Parei de ler o texto. As perguntas seguem.", "I stopped reading the text. The questions go on."],
  cancel: ["Cancelar", "Cancel"],
});

/** What is done and has no row yet may take so long to get one. */
const ROW_MS = 4_000;
/** What the server says of an end comes with it. */
const SAID_MS = 1_500;
/** So long a sentence stands that asks for nothing. */
const TOLD_MS = 10_000;
const READS = ["extract"];

/** The words of one assist, put together from its pieces; what does not fit is dropped, never guessed. */
export class Words {
  text = "";
  /** How many characters there are: Unicode's, as the server counts, not UTF-16's. */
  length = 0;
  /** Whether it is all that was written so far. */
  isWhole = true;
  #attempt = 0;

  /**
   * Gives what is to be done with what is shown: nothing, put `delta` behind it, or show `text` anew.
   * @param {Pick<PartialFrame, "attempt" | "offset" | "delta">} piece
   * @returns {"" | "more" | "anew"}
   */
  take({ attempt, offset, delta }) {
    if (attempt < this.#attempt) return "";
    const fits = offset === this.length && attempt === this.#attempt && this.isWhole;
    this.#attempt = attempt;
    if (offset === 0) {
      const was = this.text !== "" || !this.isWhole;
      Object.assign(this, { text: delta, length: count(delta), isWhole: true });
      return was ? "anew" : "more";
    }
    if (fits) {
      this.text += delta;
      this.length += count(delta);
      return "more";
    }
    const was = this.isWhole;
    Object.assign(this, { text: "", length: 0, isWhole: false });
    return was ? "anew" : "";
  }
}

/** @param {string} text */
const count = (text) => {
  let n = 0;
  for (const _ of text) n++;
  return n;
};

/** What runs now, as cards within one element, which stands where the view puts it. */
export class Streams {
  /** @type {Map<number, Live>} */
  #live = new Map();
  element = h("div", { class: "live", "aria-live": "off" });
  /** Says that something began, and that it is there; never its words one by one. */
  status = h("p", { class: "unseen", role: "status" });

  /** When the server last said something by itself. */
  #saidAt = -Infinity;

  /** @param {import("./talk.js").TalkOverSocket} talk */
  constructor(talk) {
    this.talk = talk;
    talk.addEventListener("change", (event) => {
      const what = /** @type {CustomEvent} */ (event).detail;
      if (what === "status") this.#all((live) => this.#note(live));
      if (what === "rows" && talk.rows.at(-1)?.from !== "person") this.#saidAt = performance.now();
      if (what === "locale") this.#all((live) => this.#name(live));
    });
  }

  get isEmpty() {
    return this.#live.size === 0;
  }

  /** @param {PartialFrame | StatusFrame} frame */
  take(frame) {
    if (frame.type === "partial") return this.#piece(frame);
    if (frame.state === "running") return void this.#begin(frame);
    const live = this.#live.get(frame.task);
    if (!live) return;
    if (frame.state === "done") return this.#done(live);
    const sentence = this.#say(`live_${frame.state}`, live);
    // The rows come first: what the conversation has said of it is not said twice.
    if (performance.now() - this.#saidAt < SAID_MS) this.#tell(sentence);
    else this.#tellFor(sentence);
    this.#end(live);
  }

  /** All that runs, as the server has just said. @param {Running[]} running */
  are(running) {
    const tasks = new Set(running.map(({ task }) => task));
    this.#all((live) => tasks.has(live.of.task) || this.#end(live));
    for (const one of running) this.#begin(one);
  }

  /** A card has come: what it shows is not to stand there twice. Called before the rows are laid out. */
  settle() {
    this.#all((live) => {
      const row = this.talk.rows.findLast(({ seq, card }) => card && seq > live.since);
      if (row && (live.isDone || row.card?.fields.some(({ path }) => path === live.of.path))) this.#ready(live);
    });
  }

  /** @param {(live: Live) => void} does */
  #all(does) {
    for (const live of [...this.#live.values()]) does(live);
  }

  /** @param {Running} of */
  #begin(of) {
    const before = this.#live.get(of.task);
    if (before) return before;
    const text = h("div", { class: "to" });
    const note = h("p", { class: "live-note" });
    const cancel = h("button", { type: "button", class: "button quiet", onclick: () => this.#cancel(of.task, cancel) });
    const element = h("section", { class: "card" }, h("p", { class: "by" }, h("span", { class: "pulse", "aria-hidden": "true" }), h("strong", {}), cancel), text, note);
    const since = this.talk.rows.at(-1)?.seq ?? 0;
    /** @type {Live} */
    const live = { of, words: new Words(), element, text, note, cancel, since, isDone: false, waiting: "", frame: 0, timer: 0 };
    this.#live.set(of.task, live);
    this.element.append(element);
    this.#name(live);
    this.#tell(this.#title(live));
    this.talk.fire("stream");
    return live;
  }

  /** @param {number} task @param {HTMLElement} button */
  #cancel(task, button) {
    if (button.ariaDisabled) return;
    button.ariaDisabled = "true";
    this.talk.command("cancel", { task });
  }

  /** @param {PartialFrame} frame */
  #piece(frame) {
    const live = this.#live.get(frame.task);
    // Late words of what has ended say nothing.
    if (!live || live.isDone) return;
    const what = live.words.take(frame);
    if (what === "anew") {
      live.text.replaceChildren();
      live.waiting = live.words.text;
      this.#note(live);
    } else if (what) live.waiting += frame.delta;
    // However many pieces there are, they are laid out once for each picture.
    if (live.waiting) live.frame ||= requestAnimationFrame(() => this.#write(live));
  }

  /** Puts what has come behind what is there: only the last paragraph is laid out again. @param {Live} live */
  #write(live) {
    live.frame = 0;
    const [rest, ...paragraphs] = live.waiting.replace(/\n{2,}/g, "\n\n").split("\n\n");
    live.waiting = "";
    const last = live.text.lastElementChild ?? live.text.appendChild(h("p"));
    if (rest) last.append(rest);
    for (const paragraph of paragraphs) live.text.append(h("p", {}, paragraph));
    this.talk.fire("stream");
  }

  /** @param {Live} live */
  #done(live) {
    live.isDone = true;
    const row = this.talk.rows.findLast(({ seq, card }) => card && seq > live.since);
    if (row) return this.#ready(live);
    live.timer = setTimeout(() => this.#end(live), ROW_MS);
  }

  /** @param {Live} live */
  #ready(live) {
    this.#tell(this.#say("live_done", live));
    this.#end(live);
  }

  /** @param {Live} live */
  #end(live) {
    clearTimeout(live.timer);
    cancelAnimationFrame(live.frame);
    this.#live.delete(live.of.task);
    const held = live.element.contains(/** @type {ShadowRoot | Document} */ (live.element.getRootNode()).activeElement);
    live.element.remove();
    // What had the focus is gone: it goes where the person can go on.
    if (held) this.element.dispatchEvent(new CustomEvent("left", { bubbles: true }));
    this.talk.fire("stream");
  }

  /** @param {string} key @param {Live} live */
  #say(key, { of }) {
    const { label, assist = "" } = of;
    return this.talk.say(READS.includes(assist) ? `${key}_reading` : label ? key : `${key}_any`, { label: label ?? "" });
  }

  /** @param {Live} live */
  #title(live) {
    return READS.includes(live.of.assist ?? "") ? this.talk.say("live_reads") : this.#say("live_writes", live);
  }

  /** @param {Live} live */
  #name(live) {
    const { element, cancel, of } = live;
    const { say } = this.talk;
    const isReading = READS.includes(of.assist ?? "");
    element.ariaLabel = this.#title(live);
    /** @type {HTMLElement} */ (element.querySelector("strong")).textContent = this.#title(live);
    cancel.textContent = say("live_cancel");
    cancel.ariaLabel = isReading ? say("live_cancel_reading") : of.label ? say("live_cancel_of", { label: of.label }) : null;
    this.#note(live);
  }

  /** What is to be known of it besides. @param {Live} live */
  #note(live) {
    const isOffline = this.talk.status !== "open";
    live.element.classList.toggle("still", isOffline);
    live.cancel.hidden = isOffline;
    live.note.textContent = isOffline ? this.talk.say("live_offline") : live.words.isWhole ? "" : this.talk.say("live_lost");
  }

  /** A sentence that is of this moment only. @param {string} sentence */
  #tellFor(sentence) {
    this.talk.tell(sentence);
    setTimeout(() => this.talk.notice === sentence && this.talk.tell(""), TOLD_MS);
  }

  /** @param {string} text */
  #tell(text) {
    // A region that is filled as it is put in is not read out.
    setTimeout(() => (this.status.textContent = text), 100);
  }
}

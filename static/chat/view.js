// The frame of the chat: header, conversation, question, box, and the brief beside it.

import { composer } from "./composer.js";
import { askControls } from "./controls.js";
import { h, icon, rename, tool } from "./dom.js";
import { first } from "./first.js";
import { log } from "./log.js";
import { register } from "./words.js";

/** @typedef {HTMLElement & { mode: string, theme: string, nextTheme(): void, close(): void, prefilled: Record<string, string> }} Host */

register({
  title: ["Pauta", "Pauta"],
  progress: ["Pergunta {n} de até {all}", "Question {n} of up to {all}"],
  progress_min: ["uns {n} min", "about {n} min"],
  progress_moment: ["menos de 1 min", "less than 1 min"],
  progress_done: ["Pronto", "Done"],
  home: ["Meus briefings", "My briefs"],
  home_back: ["Voltar à conversa", "Back to the chat"],
  language_to: ["English", "Português"],
  theme_auto: ["Tema: como o sistema", "Theme: as the system"],
  theme_light: ["Tema: claro", "Theme: light"],
  theme_dark: ["Tema: escuro", "Theme: dark"],
  close: ["Fechar a conversa", "Close the chat"],
  way: ["Andamento", "Progress"],
  connecting: ["Conectando…", "Connecting…"],
  offline: ["Sem conexão. O que você enviar fica guardado aqui e segue assim que der.", "No connection. What you send is kept here and goes as soon as it can."],
  brief_button: ["Briefing · {n} %", "Brief · {n}%"],
  brief_close: ["Fechar o briefing", "Close the brief"],
  part_failed: ["Esta parte não carregou: sem conexão com o servidor. A conversa continua salva; tente de novo.", "This part did not load: no connection to the server. The conversation is safe; try again."],
});

const THEME_ICONS = {
  auto: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1 1M18 18l1 1M5 19l1-1M18 6l1-1",
  dark: "M20 14A8.5 8.5 0 0 1 10 4a8.5 8.5 0 1 0 10 10z",
};
/** A frame this wide has room for what the first question is about. */
const WIDE_PX = 640;
const CROSS = "M6 6l12 12M18 6L6 18";

/** Fills the frame, and keeps it as the conversation is. */
export class View {
  /** @type {ReturnType<View["parts"]>} */
  #at;
  #slot = h("slot", { name: "menu" });
  #sheet = h("div", { class: "sheet", onanswer: () => (this.#fold(false), this.#focusPrompt()) });
  #controls = /** @type {ReturnType<typeof askControls> | null} */ (null);
  /** What the controls and the end are of, so that they are only made anew for something else. */
  #asked = "";
  #ended = "";
  /** Whether the person did something, and is to be taken to what came of it. */
  #acted = false;
  #prefilled = 0;
  #unsent = 0;
  #connecting = 0;

  /** @param {Host} host @param {import("./talk.js").TalkOverSocket} talk @param {HTMLElement} frame */
  constructor(host, talk, frame) {
    this.host = host;
    this.talk = talk;
    this.frame = frame;
    this.isPage = host.mode === "page";
    talk.addEventListener("change", (event) => this.#changed(/** @type {CustomEvent<import("./types.js").What>} */ (event).detail));
    this.#at = this.#all();
    if (this.isPage) addEventListener("popstate", () => this.#back());
    void this.#part(() => import("./panel.js")).then((made) => made && this.#sheet.prepend(made.panel(talk)));
    frame.addEventListener("left", () => this.#focusPrompt());
  }

  // ── what there is ────────────────────────────────────────────────────────────────────────────────────────

  parts() {
    const { talk, host } = this;
    const header = this.#header();
    const state = h("p", { class: "state", role: "status" });
    const chat = log(talk, (path) => void this.#edit(path));
    const box = composer(talk, (what, given) => this.help(what, given));
    const prompt = h("div", { class: "prompt", tabIndex: -1 });
    const end = h("div", { class: "end" });
    const above = h("div");
    chat.element.prepend(above);
    chat.after.append(prompt, end);
    const column = h("div", { class: "chat", ondragenter: (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") && void this.help("paste", event) }, chat.element, chat.newer, state, h("div", { class: "footer" }, box.element));
    const homePlace = h("div", { class: "home-place", hidden: true, onclose: () => (this.#hideHome(), this.#focusPrompt()) });
    const side = this.#side();
    this.frame.replaceChildren(header.element, h(host.mode === "page" ? "main" : "div", { class: "body" }, column, side, homePlace));
    return { ...header, state, chat, box, prompt, end, above, side, homePlace, column };
  }

  #header() {
    const { talk, host, isPage } = this;
    const { say } = talk;
    const isPortuguese = talk.locale.startsWith("pt");
    const bar = h("div", { class: "bar", role: "progressbar", "aria-label": say("way"), "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
    const words = h("span", { class: "way" });
    const theme = tool("theme_auto", "", THEME_ICONS.auto, () => (host.nextTheme(), this.#paintTheme()));
    const home = tool("home", say("home"), "M4 6h16M4 12h16M4 18h10", () => void this.showHome());
    const language = h("button", { type: "button", class: "button quiet", name: "language", lang: isPortuguese ? "en" : "pt-BR", title: say("language_to"), onclick: () => talk.command("language", { locale: isPortuguese ? "en" : "pt-BR" }) },
      h("span", { class: "unseen" }, say("language_to")), h("span", { "aria-hidden": "true" }, isPortuguese ? "EN" : "PT"));
    const close = host.mode === "bubble" && tool("close", say("close"), CROSS, () => host.close());
    const briefButton = h("button", { type: "button", class: "button brief-button", "aria-expanded": "false", onclick: () => this.#fold(true) });
    const progress = h("div", { class: "progress" }, bar, words, briefButton);
    const element = h("header", { role: !isPage && "group", "aria-label": !isPage && say("title") }, h(isPage ? "h1" : "h2", {}, say("title")), progress, h("div", { class: "tools" }, home, language, theme, this.#slot, close));
    return { element, bar, words, theme, home, briefButton, progress };
  }

  /** The brief: beside the chat, or over it where there is no room. */
  #side() {
    const leave = () => {
      this.#fold(false);
      this.#at.briefButton.focus();
    };
    const closer = tool("brief_close", this.talk.say("brief_close"), CROSS, leave);
    closer.classList.add("sheet-close");
    const side = h("div", { class: "side" }, closer, this.#sheet);
    const isOpen = () => side.classList.contains("open");
    side.onclick = ({ target }) => target === side && isOpen() && leave();
    side.onkeydown = (event) => {
      if (event.key !== "Escape" || !isOpen()) return;
      event.preventDefault();
      leave();
    };
    return side;
  }

  /**
   * A part that comes when it is needed; without a connection, that is said.
   * @template T @param {() => Promise<T>} load
   */
  async #part(load) {
    try {
      return await load();
    } catch {
      this.talk.tell(this.talk.say("part_failed"));
    }
  }

  // ── what is opened and closed ────────────────────────────────────────────────────────────────────────────

  #paintTheme() {
    const theme = /** @type {"auto"} */ (this.host.theme);
    this.#at.theme.replaceChildren(icon(THEME_ICONS[theme]));
    rename(this.#at.theme, this.talk.say(`theme_${theme}`));
  }

  /** Opens and closes the brief where it lies over the chat. @param {boolean} open */
  #fold(open) {
    const { side, briefButton } = this.#at;
    side.classList.toggle("open", open);
    briefButton.ariaExpanded = String(open);
    if (open) /** @type {HTMLElement} */ (side.firstElementChild).focus();
    this.#step(open);
  }

  /** On a page of its own, what lies over the chat is a step that the browser's Back takes back. @param {boolean} open */
  #step(open) {
    if (!this.isPage) return;
    if (open && !history.state?.over) history.pushState({ over: true }, "");
    else if (!open && history.state?.over) history.back();
  }

  /** The browser's Back. */
  #back() {
    if (this.#at.side.classList.contains("open")) this.#fold(false);
    if (!this.#at.homePlace.hidden) this.#hideHome();
  }

  async showHome() {
    if (!this.#at.homePlace.hidden) return this.#hideHome();
    const made = await this.#part(() => import("./home.js"));
    if (!made) return;
    const { home, homePlace, column, side } = this.#at;
    homePlace.replaceChildren(made.home(this.talk));
    homePlace.hidden = false;
    column.hidden = side.hidden = true;
    rename(home, this.talk.say("home_back"));
    this.#step(true);
  }

  #hideHome() {
    const { home, homePlace, column, side, chat } = this.#at;
    homePlace.hidden = true;
    homePlace.replaceChildren();
    column.hidden = side.hidden = false;
    rename(home, this.talk.say("home"));
    chat.end(true);
    this.#step(false);
  }

  /** @param {string} path */
  async #edit(path) {
    const { talk } = this;
    const field = talk.brief.fields.find((field) => field.path === path);
    if (!field?.input) return talk.command("edit", { path });
    await this.#part(async () => (await import("./edit.js")).openEdit(talk, field, this.host));
  }

  /** What helps with an answer, and comes when it is wanted. @param {"paste" | "voice"} what @param {string | File | DragEvent} [given] */
  async help(what, given) {
    const { box, column } = this.#at;
    if (what === "paste") (await this.#part(() => import("./paste.js")))?.paste(this.talk, box, column, given);
    else (await this.#part(() => import("./voice.js")))?.voice(this.talk, box);
  }

  /** Whether a model helps, where there is one; and Telegram. */
  async #ai() {
    const { ai, who, telegram } = this.talk;
    if (telegram) void this.#part(() => import("./telegram.js")).then((made) => made?.telegram(this.talk, this.#sheet));
    if ((ai?.connected && who) || this.#sheet.querySelector(".ai-line")) (await this.#part(() => import("./ai.js")))?.ai(this.talk, this.#sheet);
  }

  /** What the brief becomes, once that is told. */
  #pieces = async (at = this.#at) => this.talk.rows.some(({ kind }) => kind === "plan") && (await this.#part(() => import("../pieces/chat.js")))?.pieces(this.talk, at, (path) => void this.#edit(path));

  // ── as the conversation is ───────────────────────────────────────────────────────────────────────────────

  /** @param {import("./types.js").What} what */
  #changed(what) {
    const { chat, box } = this.#at;
    switch (what) {
      case "rows": return this.talk.stream?.settle(), chat.rows(), chat.cards(), void this.#pieces();
      case "pieces": return void this.#pieces();
      case "stream": return chat.live();
      case "ai": return box.can(), this.#ai();
      case "cards": return chat.cards();
      case "ask": return this.#ask(), chat.live(), this.#progress(), box.can();
      case "brief": return this.#progress();
      case "unsent": return this.#waiting();
      case "status": return this.#status(), chat.waiting(), this.#above(), this.#progress();
      case "notice": return box.takeBack(), this.#status();
      default: return void this.#all();
    }
  }

  #all() {
    const at = (this.#at = this.parts());
    this.#asked = this.#ended = "";
    at.chat.rows();
    at.chat.cards();
    at.chat.waiting();
    this.#ask();
    at.chat.live();
    void this.#pieces();
    this.#progress();
    this.#status();
    this.#paintTheme();
    at.box.takeBack();
    return at;
  }

  #progress() {
    const { progress, bar, words, briefButton } = this.#at;
    const { say, stage, status, brief } = this.talk;
    const { answered, remaining, seconds } = brief.progress;
    const all = answered + remaining;
    progress.hidden = !all || status === "new";
    const share = stage === "completed" ? 100 : Math.round((100 * answered) / (all || 1));
    const time = seconds < 45 ? say("progress_moment") : say("progress_min", { n: Math.max(1, Math.round(seconds / 60)) });
    bar.ariaValueNow = String(share);
    /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${share}%`;
    if (stage === "completed" || !remaining) words.textContent = say("progress_done");
    else words.replaceChildren(say("progress", { n: Math.min(answered + 1, all), all }), h("span", { class: "time" }, ` · ${time}`));
    bar.ariaValueText = words.textContent;
    briefButton.textContent = say("brief_button", { n: brief.completeness });
  }

  #status() {
    const { state, home } = this.#at;
    const { say, notice, status, token } = this.talk;
    clearTimeout(this.#connecting);
    const text = notice || (status === "offline" ? say("offline") : "");
    state.textContent = text;
    // What takes a moment is not worth a word.
    if (!text && status === "connecting") this.#connecting = setTimeout(() => (this.#at.state.textContent = say("connecting")), 1_500);
    home.hidden = !token;
  }

  /** The controls of the pending question; none while an answer is under way. */
  #ask() {
    const { talk } = this;
    const { chat, prompt, box } = this.#at;
    const { ask } = talk;
    chat.asks();
    // Its row, whose text names the controls, may come after it.
    const isThere = ask && talk.rows.findLast(({ seq }) => seq <= ask.id)?.seq === ask.id;
    const shown = ask && !talk.answered && talk.stage === "active" ? JSON.stringify([ask, talk.locale, isThere]) : "";
    if (shown !== this.#asked) {
      this.#asked = shown;
      const now = (this.#controls = ask && shown ? askControls(ask, talk) : null);
      // Whoever stood on what goes, goes with what comes.
      this.#acted ||= prompt.contains(this.#active);
      prompt.replaceChildren(...(now ? [now.element] : []));
      // What comes by itself does not take a reader away from where they are.
      const acted = this.#acted;
      now?.ready.then(() => now === this.#controls && this.#at.chat.end(acted));
      box.asks();
      this.prefill();
    }
    this.#above();
    this.#end();
    if (this.#acted && (shown || talk.stage !== "active") && !talk.unsent.length) {
      this.#acted = false;
      if (!this.#isTyping()) this.#focusPrompt();
    }
  }

  /** What stands above the first question. */
  #above() {
    const { above } = this.#at;
    const { opening, status, unsent, rows } = this.talk;
    const isFirst = opening && status !== "open" && !unsent.length && !rows.some(({ from }) => from === "person");
    if (!isFirst) above.replaceChildren();
    else if (!above.firstElementChild) {
      above.append(first(this.talk, opening, { heading: this.isPage ? "h2" : "h3", isWide: (this.isPage ? innerWidth : this.frame.clientWidth) >= WIDE_PX, example: this.host.getAttribute("example") }));
    }
  }

  /** What stands below the conversation once it has ended. */
  #end() {
    const { stage, who, locale } = this.talk;
    const now = stage !== "active" ? `${stage} ${who?.conversation} ${locale}` : "";
    if (now === this.#ended) return;
    this.#ended = now;
    if (now) void this.#finish(now);
    else this.#at.end.replaceChildren();
  }

  /** @param {string} now */
  async #finish(now) {
    const made = await this.#part(() => import("./finished.js"));
    if (this.#ended !== now) return;
    if (!made) return void (this.#ended = "");
    const { end, chat } = this.#at;
    const held = this.#hasFocus();
    end.replaceChildren(made.finished(this.talk, this.isPage));
    if (!held) this.#focusPrompt();
    chat.end();
  }

  #waiting() {
    const now = this.talk.unsent.length;
    if (now > this.#unsent) this.#acted = true;
    this.#unsent = now;
    this.#at.chat.waiting();
    this.#ask();
  }

  // ── where the person is ──────────────────────────────────────────────────────────────────────────────────

  get #active() {
    return /** @type {ShadowRoot} */ (this.frame.getRootNode()).activeElement;
  }

  #hasFocus = () => this.#active !== null || document.activeElement !== document.body;

  /** Whether the person is in the middle of something that is not to be taken from under their hands. */
  #isTyping() {
    const [now, { box, side }] = [this.#active, this.#at];
    return (now === box.box && box.box.value !== "") || (now !== null && side.contains(now)) || now?.closest("dialog") != null;
  }

  #focusPrompt() {
    const { ask } = this.talk;
    const { chat, box, prompt, end } = this.#at;
    const card = chat.pending()?.querySelector("button");
    const worded = ask && /^((long_)?text|choice)$/.test(ask.input.type) && !ask.input.options?.length && ask.offered === undefined && ask.path;
    if (card) card.focus({ preventScroll: true });
    else if (!ask) /** @type {HTMLElement | null} */ (end.querySelector("a, button"))?.focus({ preventScroll: true });
    else if (worded || !this.#controls?.focus()) box.box.focus({ preventScroll: true });
    // A control that is still to come takes it from here.
    if (!this.#hasFocus()) prompt.focus({ preventScroll: true });
    chat.end(true);
  }

  // ── for the element ──────────────────────────────────────────────────────────────────────────────────────

  /** It is in sight now. */
  shown() {
    this.#at.chat.end(true);
  }

  /** Takes the focus; what is still to come gets it when it is there. */
  focus() {
    if (this.talk.ask || this.talk.stage !== "active") return this.#focusPrompt();
    this.#acted = true;
    this.frame.tabIndex = -1;
    this.frame.focus();
  }

  /** Puts what the page knows of the pending question into the box. */
  prefill() {
    const { ask } = this.talk;
    const { box } = this.#at;
    const value = ask && this.host.prefilled[ask.path];
    if (!value || this.#prefilled === ask.id || box.box.value) return;
    this.#prefilled = ask.id;
    box.put(value);
  }
}

// `<pauta-chat>`: the whole chat as one element, in a page of its own, inline, or as a bubble over somebody else's.

import { h, icon } from "./dom.js";
import { local, read } from "./storage.js";
import { TalkOverSocket } from "./talk.js";
import { View } from "./view.js";
import { register } from "./words.js";

register({
  bubble: ["Abrir a conversa", "Open the chat"],
  bubble_close: ["Fechar a conversa", "Close the chat"],
});

const HERE = new URL(".", import.meta.url);
const SHEETS = ["whole.css"]; // the server puts it together
const THEMES = ["auto", "light", "dark"];

class PautaChat extends HTMLElement {
  static observedAttributes = ["locale", "theme", "accent"];

  /** @type {TalkOverSocket | undefined} */
  talk;
  /** @type {View | undefined} */
  #view;
  /** @type {Record<string, string>} */
  prefilled = {};
  /** @type {string | undefined} */
  #user;
  #isOpen = false;
  #launch = h("button", { type: "button", class: "launch", onclick: () => this.toggle() }, icon("M4 5h16v11H9l-5 4z"));
  #frame = h("div", { class: "frame", hidden: true });

  get mode() {
    const mode = this.getAttribute("mode") ?? "inline";
    return ["page", "inline", "bubble"].includes(mode) ? mode : "inline";
  }

  connectedCallback() {
    if (this.talk) return;
    const server = this.getAttribute("server")?.replace(/\/+$/, "") || HERE.origin;
    const opening = read(this.getAttribute("opening"));
    const locale = this.getAttribute("locale") ?? (/^en\b/.test(navigator.language) ? "en" : "pt-BR");
    this.talk = new TalkOverSocket({ server, site: this.getAttribute("site") ?? "", locale, tree: this.getAttribute("tree") ?? undefined, opening, attach: this.hasAttribute("attach") });
    this.talk.user = this.#user;
    this.theme = local.get("pauta:theme") ?? this.getAttribute("theme") ?? "auto";
    this.#accent();
    const root = this.attachShadow({ mode: "open" });
    const sheets = SHEETS.map((name) => h("link", { rel: "stylesheet", href: new URL(name, HERE).href }));
    const styled = sheets.map((sheet) => new Promise((done) => (sheet.onload = sheet.onerror = done)));
    // Nothing is shown before it is styled; what stands in the page stays until then.
    const before = h("slot");
    root.append(...sheets, before, this.#frame);
    this.talk.addEventListener("change", (event) => this.#tells(/** @type {CustomEvent} */ (event).detail));
    this.#view = new View(this, this.talk, this.#frame);
    this.#name();
    if (this.mode === "bubble") {
      root.append(this.#launch);
      this.#frame.role = "dialog";
      this.#frame.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
    }
    Promise.all(styled).then(() => {
      before.remove();
      this.#frame.hidden = this.mode === "bubble" && !this.#isOpen;
      this.#view?.shown();
    });
    if (this.mode !== "bubble") void this.talk.begin();
  }

  /** @param {string} name @param {string | null} was @param {string | null} is */
  attributeChangedCallback(name, was, is) {
    if (!this.talk || was === is) return;
    if (name === "locale" && is) this.setLocale(is);
    if (name === "accent") this.#accent();
  }

  /** How it looks, remembered in this browser. */
  get theme() {
    return this.getAttribute("theme") ?? "auto";
  }

  set theme(theme) {
    this.setAttribute("theme", THEMES.includes(theme) ? theme : "auto");
    if (this.mode === "page") document.documentElement.dataset.theme = this.theme;
  }

  nextTheme() {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
    local.set("pauta:theme", this.theme);
  }

  async #accent() {
    const colour = this.getAttribute("accent") ?? (this.talk?.opening ?? this.talk?.where.opening)?.accent;
    if (colour) (await import("./accent.js")).accent(this, colour);
  }

  #name() {
    const { say, locale } = /** @type {TalkOverSocket} */ (this.talk);
    this.#frame.lang = locale;
    this.#launch.ariaLabel = this.#launch.title = say(this.#isOpen ? "bubble_close" : "bubble");
    this.#launch.ariaExpanded = String(this.#isOpen);
    if (this.mode === "bubble") this.#frame.ariaLabel = "Pauta";
    if (this.mode === "page") document.documentElement.lang = locale;
    // What the page put into the menu.
    for (const link of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-en]"))) {
      link.textContent = (locale.startsWith("pt") ? link.dataset.pt : link.dataset.en) ?? "";
    }
  }

  /** @param {import("./types.js").What} what */
  #tells(what) {
    if (what === "locale") this.#name();
    if (what === "opened") void this.#accent();
    this.dispatchEvent(new CustomEvent(what, { detail: { conversation: this.talk?.who?.conversation, stage: this.talk?.stage, brief: this.talk?.brief } }));
  }

  // ── for the page's own scripts ───────────────────────────────────────────────────────────────────────────

  open() {
    if (this.mode !== "bubble" || this.#isOpen || !this.talk) return;
    this.#isOpen = true;
    this.#frame.hidden = false;
    this.#name();
    if (!this.talk.rows.length) void this.talk.begin();
    this.#view?.shown();
    this.#view?.focus();
    this.dispatchEvent(new CustomEvent("open"));
  }

  close() {
    if (this.mode !== "bubble" || !this.#isOpen) return;
    this.#isOpen = false;
    this.#frame.hidden = true;
    this.#name();
    this.#launch.focus();
    this.dispatchEvent(new CustomEvent("close"));
  }

  toggle() {
    if (this.#isOpen) this.close();
    else this.open();
  }

  /** The list of the person's briefs. */
  home() {
    void this.#view?.showHome();
  }

  /**
   * Calls back on `open`, `close`, and on every change of the conversation. Gives what ends that.
   * @param {string} event @param {(event: Event) => void} callback
   */
  on(event, callback) {
    this.addEventListener(event, callback);
    return () => this.removeEventListener(event, callback);
  }

  /** @param {string} tag */
  setLocale(tag) {
    if (this.talk && tag !== this.talk.locale) this.talk.command("language", { locale: tag });
  }

  /** What the page knows already: stands in the box at its question, for the person to send. @param {Record<string, string>} values */
  prefill(values) {
    Object.assign(this.prefilled, values);
    this.#view?.prefill();
  }

  /** Who the person is, signed by the site. @param {string} jwt */
  identify(jwt) {
    this.#user = jwt;
    this.talk?.identify(jwt);
  }
}

// A script that is there twice is as good as one.
if (!customElements.get("pauta-chat")) customElements.define("pauta-chat", PautaChat);

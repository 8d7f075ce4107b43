// A piece on a card: as it will be seen, what was found in it, why it is so, and what can be done about it.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { active } from "./dialog.js";
import { channelName, handledWords } from "./names.js";
import { changeSection, checkList, counterList, decisionList, lineList, why } from "./parts.js";
import { selected } from "./place.js";
import { waitsAtGate } from "./plan.js";
import { preview } from "./preview/index.js";
import { scopeWords, short } from "./request.js";
import { staleBanner } from "./stale.js";
import { Texts, pointed } from "./text.js";
import { undoButton } from "./undo.js";

/** @import { Desk, PieceView, Refused } from "./types.js" */
/** @typedef {{ element: HTMLElement, focus: () => void, isDirty: () => boolean }} Form */

register({
  card_stage: ["etapa {n} de {of}", "stage {n} of {of}"],
  card_publishes_nothing: ["Aprovar não publica nada.", "Approving publishes nothing."],
  card_tick_one: ["Vi o aviso; pode aprovar assim.", "I have seen the warning; it may be approved as it is."],
  card_tick: ["Vi os {n} avisos; pode aprovar assim.", "I have seen the {n} warnings; it may be approved as it is."],
  card_tick_first: ["Antes de aprovar, marque que você viu os avisos.", "Before approving, tick that you have seen the warnings."],
  card_blocked: ["Dá para aprovar depois que o que “precisa mudar” estiver resolvido.", "It can be approved once what “must change” is settled."],
  card_asked: ["Mudança pedida por {by}: “{text}”", "Change asked for by {by}: “{text}”"],
  card_wait: ["Um momento…", "One moment…"],
  card_sees: ["Ver a peça", "See the piece"],
  card_folds: ["Recolher", "Fold"],
  card_new: ["Há uma versão mais nova. Guarde ou cancele o que você começou para vê-la.", "There is a newer version. Keep or cancel what you began to see it."],
  card_made: ["Sendo escrita…", "Being written…"],
  card_variations: ["{n} variações para escolher", "{n} variations: pick one"],
  act_approve: ["Aprovar texto", "Approve text"],
  act_approve_picture: ["Aprovar imagem", "Approve picture"],
  act_approve_gate: ["Seguir com esta", "Go on with this"],
  act_approve_with_changes: ["Aprovar com ajustes", "Approve with changes"],
  act_request: ["Pedir mudança", "Ask for a change"],
  act_request_in: ["Pedir mudança em “{words}”", "Ask for a change in “{words}”"],
  act_request_gate: ["Ajustar", "Adjust"],
  act_edit: ["Editar", "Edit"],
  act_vary: ["Variações", "Variations"],
  act_hold: ["Segurar", "Put on hold"],
  act_lift: ["Liberar", "Lift the hold"],
  act_reject: ["Rejeitar", "Reject"],
  act_reopen: ["Reabrir", "Reopen"],
  act_retry: ["Tentar de novo", "Try again"],
  act_cancel: ["Parar", "Stop"],
  act_compare: ["Comparar versões", "Compare versions"],
  act_more: ["Mais", "More"],
  reason_reject: ["Por que rejeitar?", "Why reject it?"],
  reason_hold: ["Por que segurar? (opcional)", "Why hold it? (optional)"],
  reason_approve_with_changes: ["Quais ajustes?", "Which changes?"],
  reason_lines: ["O que pode mudar", "What may change"],
  reason_empty: ["Escreva o motivo em uma frase.", "Write the reason in a sentence."],
});

const FIRST = ["approve", "request", "edit", "vary", "lift", "reopen", "retry", "cancel"];
const MORE = ["approve_with_changes", "hold", "reject"];
const SETTLED = ["approved", "rejected", "on_hold", "cancelled"];
const POINTED_MS = 2_500;
const SELECTION_SHOWN = 28;

/** How long a piece that is being written is left before it is looked at again. */
const FOLLOW_MS = 1_500;
/** A change that a person has to make may take days. */
const FOLLOW_SELDOM_MS = 60_000;

let n = 0;

/** Whether there is more to see than before. A piece that was written for a moment stands as it stood, but for what came. @param {PieceView} was @param {PieceView} now */
export const differs = (was, now) => was.version !== now.version || was.state !== now.state || was.sha256 !== now.sha256 || was.stale?.reason !== now.stale?.reason || was.variations.join() !== now.variations.join();

export class PieceCard {
  element = h("article", { class: "piece", tabIndex: -1 });
  /** @type {Form | null} */
  #form = null;
  /** What is selected in it. @type {ReturnType<typeof selected>} */
  #chosen = null;
  #isFolded = true;
  #isBusy = false;
  #state = h("p", { class: "piece-state", role: "status" });
  #error = h("p", { class: "form-error", role: "alert" });
  #place = h("div", { class: "form-place" });
  #end = new AbortController();
  #render = 0;
  #follow = 0;
  #pause = FOLLOW_MS;

  /**
   * @param {Desk} desk @param {PieceView} view
   * @param {{ level?: number, onacted?: (act: string) => void }} [how] `level`: how deep its heading is.
   */
  constructor(desk, view, { level = 4, onacted } = {}) {
    this.desk = desk;
    this.view = view;
    this.level = level;
    this.onacted = onacted;
    this.id = `piece-${++n}`;
    this.element.setAttribute("aria-labelledby", this.id);
    document.addEventListener("selectionchange", () => this.#selects(), { signal: this.#end.signal });
    this.ready = this.#draw();
  }

  destroy() {
    this.#end.abort();
    clearTimeout(this.#follow);
    this.element.remove();
  }

  /** Whether something is begun in it that is not to be lost. */
  get isDirty() {
    return !!this.#form?.isDirty();
  }

  /** Shows another state of it, if nothing would be lost by that. @param {PieceView} view */
  async show(view) {
    if (this.isDirty && !this.#isBusy) return void (this.#state.textContent = this.desk.say("card_new"));
    const had = this.element.contains(active(this.element));
    if (view.version !== this.view.version || view.state !== this.view.state) this.#isFolded = true;
    this.view = view;
    this.#pause = FOLLOW_MS;
    this.#close();
    await this.#draw();
    if (had && !this.element.contains(active(this.element))) this.focus();
  }

  /** Shows all of a piece that is decided on. */
  async unfold() {
    this.#isFolded = false;
    await this.#draw();
  }

  focus() {
    this.element.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  // ── what there is ────────────────────────────────────────────────────────────────────────────────────────

  async #draw() {
    const { desk, view, element } = this;
    const now = ++this.#render;
    Object.assign(element.dataset, { piece: view.id, state: view.state, version: view.version });
    const isSettled = SETTLED.includes(view.state);
    const texts = new Texts(desk, view);
    const body = isSettled && this.#isFolded ? null : await this.#body(texts);
    if (now !== this.#render) return;
    this.#chosen = null;
    this.#error.textContent = "";
    this.#state.textContent = "";
    element.classList.toggle("folded", !body);
    element.replaceChildren(this.#head(), ...(isSettled ? [this.#decided(!body)] : []), ...(body ?? []), this.#error, this.#state);
    this.#follows();
  }

  /** What is being written comes by itself, wherever the card stands. */
  #follows() {
    clearTimeout(this.#follow);
    if (!["queued", "generating", "changes_requested"].includes(this.view.state)) return;
    this.#follow = setTimeout(async () => {
      const view = this.element.isConnected && !this.#isBusy && (await this.desk.api.view(this.view.id).catch(() => null));
      if (this.#end.signal.aborted) return;
      if (view && differs(this.view, view)) await this.show(view);
      else {
        this.#pause = Math.min(this.#pause * 1.2, FOLLOW_SELDOM_MS);
        this.#follows();
      }
    }, this.#pause);
  }

  #head() {
    const { say } = this.desk;
    const { view, level } = this;
    const about = [say(`family_${view.family}`), channelName(view.channel), view.version > 0 && `v${view.version}`, view.stages > 1 && say("card_stage", { n: view.stage, of: view.stages })];
    return h("header", { class: "piece-head" }, h("div", {}, h("p", { class: "quietly" }, about.filter(Boolean).join(" · ")), h(/** @type {"h4"} */ (`h${level}`), { id: this.id, class: "piece-title", lang: view.locale }, view.title)),
      h("span", { class: `badge standing ${view.state}` }, say(`state_${view.state}`)));
  }

  /** Who decided, and how to take it back. @param {boolean} isFolded */
  #decided(isFolded) {
    const { desk: { say, locale }, view } = this;
    const last = view.decisions.findLast(({ undone, decision }) => !undone && decision !== "undo");
    const toggle = h("button", { type: "button", class: "button quiet", ariaExpanded: String(!isFolded), onclick: async () => {
      this.#isFolded = !isFolded;
      await this.#draw();
      /** @type {HTMLElement | null} */ (this.element.querySelector(".decided-line [aria-expanded]"))?.focus();
    } }, say(isFolded ? "card_sees" : "card_folds"));
    return h("div", { class: "decided-line" }, last && h("p", {}, handledWords(say, locale, last), last.comment && h("q", {}, last.comment)),
      h("div", { class: "row" }, undoButton(say, view, () => this.run("undo")), toggle));
  }

  /** @param {Texts} texts @returns {Promise<(Node | string)[]>} */
  async #body(texts) {
    const { desk, view } = this;
    const { say, locale } = desk;
    const go = (/** @type {string} */ path) => this.point(path);
    const runs = ["queued", "generating"].includes(view.state);
    const asked = view.request && h("p", { class: "asked" }, runs && h("span", { class: "pulse", "aria-hidden": "true" }), say("card_asked", { by: view.request.by.name || say("by_nobody"), text: view.request.text }), " ", h("small", {}, scopeWords(say, view, view.request.scope)));
    const isThere = view.version > 0;
    const drawn = isThere && (await preview(texts).catch(() => null));
    const parts = [
      staleBanner(desk, view, (act) => this.run(act)),
      asked || (runs && h("p", { class: "asked" }, h("span", { class: "pulse", "aria-hidden": "true" }), say("card_made"))),
      view.failure && h("p", { class: "form-error shown", lang: view.locale }, view.failure),
      ...(isThere ? [drawn, counterList(view, say, go), lineList(texts), checkList(view, say, go), changeSection(view, say), why(view, say)] : []), decisionList(view, say, locale), this.#variations(), this.#tick(), this.#actions(), this.#place,
    ];
    return parts.filter((one) => one instanceof Node);
  }

  #variations() {
    const { desk, view } = this;
    if (!view.variations.length || !view.actions.includes("pick")) return false;
    const look = async () => (await import("./variations.js")).variations(desk, view, (variation) => this.run("pick", { variation }));
    return h("p", { class: "row" }, h("button", { type: "button", class: "button", "data-act": "pick", onclick: () => void look() }, desk.say("card_variations", { n: view.variations.length })));
  }

  /** Whether others wait for this one. */
  get #isGate() {
    const production = this.desk.production?.();
    return this.view.kind === "value_proposition" && !!production && waitsAtGate(production);
  }

  get #warnings() {
    return this.view.checks.filter(({ level }) => level === "warn").length;
  }

  #tick() {
    const { desk: { say }, view } = this;
    const n = this.#warnings;
    if (!n || !view.actions.includes("approve")) return false;
    return h("label", { class: "tick-line seen" }, h("input", { type: "checkbox", name: "ticked" }), h("span", {}, say(n === 1 ? "card_tick_one" : "card_tick", { n })));
  }

  #actions() {
    const { desk, view } = this;
    const { say } = desk;
    const isBlocked = !view.actions.includes("approve") && view.checks.some(({ level }) => level === "error");
    const isGate = this.#isGate;
    /** @param {string} act */
    const label = (act) => act === "approve" ? say(isGate ? "act_approve_gate" : view.family === "visuals" ? "act_approve_picture" : "act_approve") : say(isGate && act === "request" ? "act_request_gate" : `act_${act}`);
    /** @param {string} act */
    const button = (act) => h("button", { type: "button", class: act === "approve" ? "button primary" : "button", "data-act": act, onpointerdown: () => this.#selects(), onclick: () => this.begin(act) }, label(act));
    const first = FIRST.filter((act) => view.actions.includes(act));
    const more = [...MORE.filter((act) => view.actions.includes(act)), ...(view.latest > 1 ? ["compare"] : [])];
    // A comparison alone needs no menu to stand in.
    if (!first.length && more.join() === "compare") return h("div", { class: "acts" }, h("div", { class: "row actions" }, button("compare")));
    const menu = more.length > 0 && h("details", { class: "more-acts", onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && menu && menu.open && (event.stopPropagation(), (menu.open = false), menu.querySelector("summary")?.focus()) },
      h("summary", { class: "button" }, say("act_more")), h("div", { class: "menu" }, ...more.map((act) => button(act))));
    if (!first.length && !more.length) return false;
    return h("div", { class: "acts" }, h("div", { class: "row actions" }, ...first.map(button), menu),
      isBlocked && h("p", { class: "quietly" }, say("card_blocked")), view.actions.includes("approve") && h("p", { class: "quietly" }, say("card_publishes_nothing")));
  }

  // ── what is done ─────────────────────────────────────────────────────────────────────────────────────────

  /** Begins an act: at once, or with what it wants first. @param {string} act */
  begin(act) {
    const { view, desk } = this;
    if (act !== "compare" && !view.actions.includes(act)) return;
    this.element.querySelector(".more-acts")?.removeAttribute("open");
    switch (act) {
      case "approve": return this.#approve();
      case "request": return this.#open("request");
      case "edit": return this.#open("edit");
      case "compare": return void import("./compare.js").then(({ compare }) => compare(desk, view));
      case "hold": case "reject": case "approve_with_changes": return this.#open(act);
      default: return void this.run(act);
    }
  }

  #approve() {
    const tick = /** @type {HTMLInputElement | null} */ (this.element.querySelector("[name=ticked]"));
    if (tick && !tick.checked) {
      this.#error.textContent = this.desk.say("card_tick_first");
      return tick.focus();
    }
    void this.run("approve", tick ? { ticked: true } : {});
  }

  /** @param {"request" | "edit" | "hold" | "reject" | "approve_with_changes"} which */
  async #open(which) {
    const { desk, view } = this;
    const chosen = this.#chosen;
    const cancel = () => {
      this.#close();
      /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-act=${which}], .more-acts summary`))?.focus();
    };
    /** @param {Record<string, unknown>} more */
    const send = (more) => this.run(which, more);
    const form = which === "edit" ? (await import("./edit.js")).editForm(desk, view, { send: (lines) => send({ lines }), cancel, at: chosen?.path })
      : which === "request" ? (await import("./request.js")).requestForm(desk, view, { chosen, send, cancel }) : this.#reason(which, send, cancel);
    this.#form = form;
    this.element.classList.add("has-form");
    this.#place.replaceChildren(form.element);
    form.focus();
    form.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {"hold" | "reject" | "approve_with_changes"} which @param {(more: Record<string, unknown>) => void} send @param {() => void} cancel @returns {Form} */
  #reason(which, send, cancel) {
    const { say } = this.desk;
    const text = h("textarea", { class: "input", rows: 2, maxLength: 2000, ariaLabel: say(`reason_${which}`) });
    const error = h("p", { class: "form-error", role: "alert" });
    // Whoever approves with changes names what they are about.
    const lines = which !== "approve_with_changes" ? [] : this.view.lines.map(({ path, label }) => h("label", { class: "tag" }, h("input", { type: "checkbox", value: path }), h("span", {}, label)));
    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const comment = text.value.trim();
      const named = lines.map((line) => /** @type {HTMLInputElement} */ (line.firstElementChild)).filter(({ checked }) => checked).map(({ value }) => value);
      if (comment || which === "hold") return send({ ...(comment && { comment }), ...(named.length && { lines: named }) });
      error.textContent = say("reason_empty");
      text.focus();
    };
    const element = h("form", { class: "piece-form", onsubmit, noValidate: true, ariaLabel: say(`act_${which}`) }, h("p", { class: "cell-label" }, say(`reason_${which}`)), text,
      lines.length > 0 && h("fieldset", {}, h("legend", {}, say("reason_lines")), h("div", { class: "tags-row" }, ...lines)), error,
      h("div", { class: "form-foot" }, h("button", { class: "button primary" }, say(`act_${which}`)), h("button", { type: "button", class: "button quiet", onclick: cancel }, say("piece_cancel"))));
    return { element, focus: () => text.focus(), isDirty: () => text.value.trim() !== "" };
  }

  #close() {
    this.#form = null;
    this.#place.replaceChildren();
    this.element.classList.remove("has-form");
  }

  /** @param {string} act @param {Record<string, unknown>} [more] */
  async run(act, more) {
    if (this.#isBusy) return;
    const { desk, view } = this;
    this.#isBusy = true;
    this.element.ariaBusy = "true";
    this.#error.textContent = "";
    this.#state.textContent = desk.say("card_wait");
    let wrong = "";
    try {
      await desk.api.act(view, act, more);
      this.#close();
    } catch (refused) {
      const { code, message } = /** @type {Refused} */ (refused);
      wrong = message;
      // What the person began stays, unless it is about something that is not there any more.
      if (["stale_version", "already_decided", "not_now"].includes(code)) this.#close();
    }
    if (!wrong || !this.#form) {
      const fresh = await desk.api.view(view.id).catch(() => null);
      if (fresh) await this.show(fresh);
    }
    this.#isBusy = false;
    this.element.ariaBusy = "false";
    this.#state.textContent = "";
    this.#error.textContent = wrong;
    desk.changed();
    if (!wrong) this.onacted?.(act);
  }

  // ── what is pointed at ───────────────────────────────────────────────────────────────────────────────────

  /** Goes to a line: in the preview where it is in sight, else among all texts. @param {string} path */
  point(path) {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll("[data-line]"))];
    const lines = all.filter(({ dataset: { line = "" } }) => line === path || line.startsWith(`${path}/`));
    const seen = lines.find((line) => line.checkVisibility?.() ?? line.offsetParent !== null) ?? lines.at(-1);
    if (!seen) return;
    seen.closest("details")?.setAttribute("open", "");
    seen.tabIndex = -1;
    seen.focus({ preventScroll: true });
    seen.scrollIntoView({ block: "nearest" });
    seen.classList.add("pointed");
    setTimeout(() => seen.classList.remove("pointed"), POINTED_MS);
  }

  #selects() {
    if (!this.element.isConnected || this.#form) return;
    const { say } = this.desk;
    const button = this.element.querySelector("[data-act=request]");
    if (!button) return;
    const now = selected(this.element, (path) => String(pointed(this.view.content, path) ?? ""));
    // A press on the button itself may take the selection away before it is asked for.
    if (!now && button.matches(":active, :focus")) return;
    const was = this.#chosen;
    this.#chosen = now;
    if (!now && !was) return;
    const isGate = this.#isGate;
    button.textContent = now ? say("act_request_in", { words: now.words.length > SELECTION_SHOWN ? `${now.words.slice(0, SELECTION_SHOWN).trimEnd()}…` : short(now.words) }) : say(isGate ? "act_request_gate" : "act_request");
  }
}

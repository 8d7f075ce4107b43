// Changes an answer: what the change does elsewhere is told before it is made.

import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { register } from "./words.js";

/** @import { Body, Change, Editor, EditorContext, Field, Impact, Rejected, Resolve, Say, SlotType, Talk, Value } from "./types.js" */

register({
  "edit.preview": ["Ver o que muda", "See what changes"],
  "edit.apply": ["Mudar resposta", "Change answer"],
  "edit.answer": ["Guardar resposta", "Keep this answer"],
  "edit.confirm": ["Confirmar mudança", "Confirm the change"],
  "edit.reopen": ["Reabrir e mudar", "Reopen and change"],
  "edit.cancel": ["Não mudar", "Do not change"],
  "edit.nothing": ["Escreva ou escolha a resposta primeiro.", "Write or choose the answer first."],
  "edit.same": ["Só esta resposta muda.", "Only this answer changes."],
  "edit.does": ["Isto muda {what}.", "This changes {what}."],
  "edit.brings": ["Isto traz {what}.", "This brings {what}."],
  "edit.both": ["Isto muda {what} e traz {more}.", "This changes {what} and brings {more}."],
  "edit.answers": ["{n} respostas", "{n} answers"],
  "edit.answers_one": ["1 resposta", "1 answer"],
  "edit.texts": ["{n} textos", "{n} texts"],
  "edit.texts_one": ["1 texto", "1 text"],
  "edit.questions": ["{n} perguntas novas", "{n} new questions"],
  "edit.questions_one": ["1 pergunta nova", "1 new question"],
  "edit.and": ["{a} e {b}", "{a} and {b}"],
  "edit.changed": ["muda", "changes"],
  "edit.stale": ["precisa ser revista", "needs a review"],
  "edit.parked": ["sai do briefing; guardo caso volte", "leaves the brief; kept in case it returns"],
  "edit.returns": ["volta ao briefing", "returns to the brief"],
  "edit.asked": ["pergunta nova", "new question"],
  "edit.choose": ["O que fazer?", "What to do?"],
  "edit.keep": ["Manter como está", "Keep it as it is"],
  "edit.ask": ["Perguntar de novo", "Ask again"],
  "edit.regenerate": ["Fazer uma nova sugestão", "Make a new suggestion"],
  "edit.conflict": ["O briefing mudou enquanto isso. Confira o que a mudança faz agora.", "The brief has changed meanwhile. Check what the change does now."],
  "edit.closed": ["Este briefing está pronto. Mudar reabre: a versão pronta fica guardada e uma nova é feita no fim.", "This brief is finished. A change reopens it: the finished version is kept, and a new one is made at the end."],
  "edit.wait": ["Um momento…", "One moment…"],
  "edit.failed": ["A mudança não chegou ao servidor. Nada mudou; tente de novo quando a conexão voltar.", "The change did not reach the server. Nothing has changed; try again once the connection is back."],
});

/** What an answer is given in, as assistive technology knows it. */
const BOX = "input, textarea, select, [role=group]";
/** How long a reopened conversation may take to say so. */
const REOPEN_MS = 10_000;

/**
 * What an edit does beside the answer itself.
 * @param {Impact} impact
 */
export const beside = ({ path, changes }) => changes.filter((change) => change.path !== path || change.kind !== "changed");

/**
 * The consequences in a sentence: "Isto muda 2 respostas e 1 texto e traz 1 pergunta nova."
 * @param {Say} say
 * @param {Change[]} changes
 */
export function sentence(say, changes) {
  const questions = changes.filter(({ kind }) => kind === "asked").length;
  const texts = changes.filter(({ choices }) => choices?.includes("regenerate")).length;
  /** @param {string} key @param {number} n */
  const count = (key, n) => say(n === 1 ? `${key}_one` : key, { n });
  const parts = /** @type {[string, number][]} */ ([["edit.answers", changes.length - questions - texts], ["edit.texts", texts]]);
  const [a, b] = parts.filter(([, n]) => n).map(([key, n]) => count(key, n));
  const what = a && b ? say("edit.and", { a, b }) : a;
  const more = count("edit.questions", questions);
  if (what) return say(questions ? "edit.both" : "edit.does", { what, more });
  return questions ? say("edit.brings", { what: more }) : say("edit.same");
}

/**
 * An edit takes words or a value: what was chosen is the value.
 * @param {Body} body
 * @param {SlotType} [type]
 * @returns {Body}
 */
export function asEdit(body, type) {
  const chosen = "options" in body ? body.options : "files" in body ? body.files : null;
  if (!chosen) return body;
  const isMany = type === "multi_choice" || type === "rank" || type === "list";
  return { value: /** @type {Value} */ (isMany ? chosen : chosen[0]) };
}

/** @param {Say} say @param {Change} change */
function line(say, { path, label, kind, from, to, choices = [] }) {
  const words = h("p", { class: "what" }, h("strong", {}, label), h("span", { class: `badge ${kind === "stale" ? "warn" : ""}` }, say(`edit.${kind}`)));
  const was = from && (to || kind !== "stale" ? h("del", {}, from) : h("span", {}, from));
  const made = h("li", {}, words, (from || to) && h("p", {}, was, from && to && " → ", to && h("ins", {}, to)));
  if (choices.length) {
    const radios = choices.map((choice, at) =>
      h("label", {}, h("input", { type: "radio", name: path, value: choice, checked: at === 0 }), say(`edit.${choice}`)));
    made.append(h("fieldset", {}, h("legend", {}, say("edit.choose"), h("span", { class: "unseen" }, ` ${label}`)), ...radios));
  }
  return made;
}

/** A plain field for where no control fits. @param {EditorContext} context @returns {Editor} */
function plain({ label, shown = "" }) {
  const element = h("textarea", { class: "input", ariaLabel: label, value: shown, rows: 3 });
  const read = () => (element.value.trim() ? { text: element.value.trim() } : null);
  return { element, read, focus: () => element.focus() };
}

/** @param {Talk} talk @param {Field} field @param {(body: Body) => void} done */
async function editor(talk, { input, label, value, shown }, done) {
  const { say, locale } = talk;
  const context = { say, locale, label, initial: value, shown, upload: talk.upload.bind(talk), done };
  try {
    return input ? (await import("./controls.js")).editorFor(input, context) : plain(context);
  } catch {
    return plain(context);
  }
}

/** Waits until the conversation says something new. @param {Talk} talk */
const goesOn = (talk) =>
  /** @type {Promise<void>} */ (new Promise((resolve) => {
    const stop = new AbortController();
    const end = () => (stop.abort(), resolve());
    setTimeout(end, REOPEN_MS);
    talk.addEventListener("change", (event) => /** @type {CustomEvent} */ (event).detail === "rows" && end(), { signal: stop.signal });
  }));

let isOpen = false;

/** The dialog that changes one answer. */
class Edit {
  /** What a control said by itself. @type {Body | null} */
  #held = null;
  /** What was shown, and for which value. @type {{ of: string, impact: Impact } | null} */
  #seen = null;
  #isBusy = false;
  #error = h("p", { class: "edit-error", role: "alert", id: "edit-error" });
  #impact = h("div", { class: "edit-impact", role: "status" });
  #apply = h("button", { class: "button primary", "data-act": "apply" });

  /** @param {Talk} talk @param {Field} field */
  constructor(talk, field) {
    this.talk = talk;
    this.field = field;
    /** @type {Say} */
    this.say = (key, fill) => talk.say(key, fill);
  }

  /** @param {Node} host */
  async open(host) {
    const { say, field, talk } = this;
    const root = /** @type {Element} */ (host).shadowRoot ?? host;
    const opener = /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (root.getRootNode()).activeElement);
    // Which option was pressed may still change; Enter in a field has decided.
    const isPressed = field.input?.type === "choice" || field.input?.type === "confirm";
    this.entry = await editor(talk, field, (body) => {
      this.#held = body;
      this.#run(() => (isPressed ? this.#look() : this.#commit()));
    });
    const title = h("h2", { id: "edit-title" }, say(field.shown ? "panel.change" : "panel.fill", { label: field.label }));
    const cancel = h("button", { type: "button", class: "button quiet", "data-act": "cancel", onclick: () => this.dialog?.close() }, say("edit.cancel"));
    const onclick = () => this.#run(() => this.#look());
    this.preview = h("button", { type: "button", class: "button", "data-act": "preview", onclick }, say("edit.preview"));
    this.footer = h("div", { class: "edit-foot" }, cancel, this.preview, this.#apply);
    const onsubmit = (/** @type {Event} */ event) => (event.preventDefault(), this.#run(() => this.#commit()));
    const form = h("form", { onsubmit, noValidate: true }, title, h("div", { class: "editor" }, this.entry.element), this.#error, this.#impact, this.footer);
    const style = sheet("edit.css");
    this.dialog = h("dialog", { class: "edit", "aria-labelledby": "edit-title" }, style.link, form);
    for (const kind of ["input", "change", "click", "drop", "keyup"]) this.entry.element.addEventListener(kind, () => setTimeout(() => this.#changed()));
    this.dialog.addEventListener("close", () => {
      isOpen = false;
      this.dialog?.remove();
      if (opener?.isConnected) opener.focus();
    });
    this.#label();
    root.appendChild(this.dialog);
    await style.ready;
    this.dialog.showModal();
    this.entry.focus();
  }

  #body() {
    const read = this.entry?.read() ?? this.#held;
    return read && asEdit(read, this.field.input?.type);
  }

  /** Says what is wrong, tied to the field if it is the answer that is. @param {string} [message] @param {boolean} [isOfAnswer] */
  #fail(message = "", isOfAnswer = true) {
    this.#error.textContent = message;
    const element = this.entry?.element;
    const box = element?.matches(BOX) ? element : element?.querySelector(BOX);
    const about = new Set(box?.getAttribute("aria-describedby")?.split(" "));
    message ? about.add(this.#error.id) : about.delete(this.#error.id);
    box?.setAttribute("aria-describedby", [...about].join(" "));
    if (box && box.role !== "group") box.ariaInvalid = String(!!message && isOfAnswer);
    if (message && isOfAnswer) this.entry?.focus();
  }

  #label() {
    const { say, field, preview } = this;
    const key = this.#isBusy ? "edit.wait" : this.#seen ? "edit.confirm" : field.shown ? "edit.apply" : "edit.answer";
    if (preview) preview.hidden = !!this.#seen;
    this.#apply.dataset.act = this.#seen ? "confirm" : "apply";
    this.#apply.textContent = say(key);
  }

  /** Another value has other consequences: nothing is confirmed that was not shown. */
  #changed() {
    const now = JSON.stringify(this.#body());
    if (this.#error.textContent && now !== this.#failed) this.#fail();
    if (!this.#seen || now === this.#seen.of) return;
    this.#seen = null;
    this.#impact.replaceChildren();
    this.footer?.querySelector("[data-act=reopen]")?.replaceWith(this.#apply);
    this.#label();
  }

  /** The answer that was refused. */
  #failed = "";

  /** One thing at a time. @param {() => Promise<void>} step */
  async #run(step) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#label();
    try {
      if (this.#body()) await step();
      else this.#fail(this.say("edit.nothing"));
    } catch (wrong) {
      this.#refused(/** @type {Rejected} */ (wrong));
    }
    this.#failed = JSON.stringify(this.#body());
    this.#isBusy = false;
    this.#label();
  }

  /** What the answer that is there now would change. */
  async #ask() {
    const body = /** @type {Body} */ (this.#body());
    return { of: JSON.stringify(body), impact: await this.talk.preview(this.field.path, body) };
  }

  async #look() {
    let told;
    do told = await this.#ask();
    while (told.of !== JSON.stringify(this.#body())); // another one was chosen meanwhile
    this.#show(told);
  }

  /** @param {{ of: string, impact: Impact }} told @param {string} [note] */
  #show(told, note) {
    this.#fail();
    this.#seen = told;
    const rest = beside(told.impact);
    const list = rest.length > 0 && h("ul", { role: "list" }, ...rest.map((change) => line(this.say, change)));
    this.#impact.replaceChildren(...(note ? [h("p", {}, note)] : []), h("p", {}, sentence(this.say, rest)), ...(list ? [list] : []));
    this.#impact.firstElementChild?.scrollIntoView({ block: "nearest" });
  }

  /** Makes the change, unless it has consequences that were not shown. @param {boolean} [wasClosed] */
  async #commit(wasClosed) {
    const body = /** @type {Body} */ (this.#body());
    if (wasClosed || this.#seen?.of !== JSON.stringify(body)) {
      const told = await this.#ask();
      const isShown = this.#seen?.of === told.of && JSON.stringify(this.#seen.impact.changes) === JSON.stringify(told.impact.changes);
      if (!isShown && beside(told.impact).length) return this.#show(told), this.#apply.focus();
      this.#seen = told;
    }
    const radios = /** @type {NodeListOf<HTMLInputElement>} */ (this.#impact.querySelectorAll("input:checked"));
    const chosen = [...radios].map(({ name, value }) => [name, /** @type {Resolve} */ (value)]);
    await this.talk.edit(this.field.path, body, this.#seen.impact.version, Object.fromEntries(chosen));
    this.dialog?.close();
  }

  /** @param {Rejected} wrong */
  #refused({ code, message, impact }) {
    if (code === "conflict" && impact) this.#show({ of: JSON.stringify(this.#body()), impact }, this.say("edit.conflict"));
    else if (code === "closed") this.#offerReopening();
    else this.#fail(code ? message : this.say("edit.failed"), code === "bad_frame");
  }

  #offerReopening() {
    const { say, talk } = this;
    const note = h("p", { class: "closed" }, say("edit.closed"));
    const onclick = () => this.#run(async () => {
      const open = goesOn(talk);
      talk.command("reopen");
      await open;
      note.remove();
      reopen.replaceWith(this.#apply);
      this.#apply.focus();
      await this.#commit(true);
    });
    const reopen = h("button", { type: "button", class: "button primary", "data-act": "reopen", onclick }, say("edit.reopen"));
    this.#impact.append(note);
    this.#apply.replaceWith(reopen);
    reopen.focus();
  }
}

/**
 * Opens the dialog that changes a field.
 * @param {Talk} talk
 * @param {Field} field
 * @param {Node} host where the dialog is put
 */
export function openEdit(talk, field, host) {
  if (isOpen) return; // pressed twice before it was there
  isOpen = true;
  new Edit(talk, field).open(host);
}

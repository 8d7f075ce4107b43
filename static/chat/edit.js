// Changes an answer: what the change does elsewhere is told before it is made.

import { h } from "./dom.js";
import { register } from "./words.js";

/** @import { Body, Change, Editor, EditorContext, Field, Impact, Rejected, Resolve, Say, SlotType, Talk, Value } from "./types.js" */

register({
  "edit.preview": ["Ver o que muda", "See what changes"],
  "edit.apply": ["Mudar resposta", "Change answer"],
  "edit.answer": ["Guardar resposta", "Keep this answer"],
  "edit.confirm": ["Confirmar mudança", "Confirm the change"],
  "edit.reopen": ["Reabrir e mudar", "Reopen and change"],
  "edit.cancel": ["Voltar sem mudar", "Back, no change"],
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

/**
 * Opens the dialog that changes a field.
 * @param {Talk} talk
 * @param {Field} field
 * @param {Node} host where the dialog is put
 */
export async function openEdit(talk, field, host) {
  /** @type {Say} */
  const say = (key, fill) => talk.say(key, fill);
  const opener = /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (host.getRootNode()).activeElement);
  const name = say(field.shown ? "panel.change" : "panel.fill", { label: field.label });
  /** @type {Body | null} */
  let held = null; // what a control said by itself
  /** @type {{ of: string, impact: Impact } | null} */
  let seen = null; // what was shown, and for which value
  let isBusy = false;

  const entry = await editor(talk, field, (body) => ((held = body), go()));
  const title = h("h2", { id: "edit-title" }, name);
  const error = h("p", { class: "error", role: "alert", id: "edit-error" });
  const impact = h("div", { class: "impact", role: "status" });
  const cancel = h("button", { type: "button", class: "button quiet", "data-act": "cancel", onclick: () => dialog.close() }, say("edit.cancel"));
  const preview = h("button", { type: "button", class: "button", "data-act": "preview", onclick: () => run(look) }, say("edit.preview"));
  const apply = h("button", { class: "button primary", "data-act": "apply" });
  const form = h("form", { onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), go()) },
    title, h("div", { class: "editor" }, entry.element), error, impact, h("footer", {}, cancel, preview, apply));
  const dialog = h("dialog", { class: "edit", "aria-labelledby": "edit-title" }, form);

  const body = () => {
    const read = entry.read() ?? held;
    return read && asEdit(read, field.input?.type);
  };
  const go = () => run(() => commit());

  /** @param {string} [message] @param {boolean} [isOfField] */
  function fail(message = "", isOfField = true) {
    error.textContent = message;
    const box = entry.element.matches("input, textarea, select") ? entry.element : entry.element.querySelector("input, textarea, select");
    if (!box) return;
    box.ariaInvalid = message && isOfField ? "true" : null;
    message ? box.setAttribute("aria-describedby", error.id) : box.removeAttribute("aria-describedby");
    if (message && isOfField) entry.focus();
  }

  function label() {
    preview.hidden = !!seen;
    apply.dataset.act = seen ? "confirm" : "apply";
    apply.textContent = say(isBusy ? "edit.wait" : seen ? "edit.confirm" : field.shown ? "edit.apply" : "edit.answer");
  }

  /** Another value has other consequences: nothing is confirmed that was not shown. */
  function changed() {
    if (error.textContent) fail();
    if (!seen || JSON.stringify(body()) === seen.of) return;
    seen = null;
    impact.replaceChildren();
    form.querySelector("[data-act=reopen]")?.replaceWith(apply);
    label();
  }

  /** One thing at a time. @param {() => Promise<void>} step */
  async function run(step) {
    if (isBusy) return;
    isBusy = true;
    label();
    try {
      await step();
    } catch (wrong) {
      refused(/** @type {Rejected} */ (wrong));
    }
    isBusy = false;
    label();
  }

  async function look() {
    const now = body();
    if (!now) return fail(say("edit.nothing"));
    show(await talk.preview(field.path, now), JSON.stringify(now));
  }

  /** @param {Impact} told @param {string} of @param {string} [note] */
  function show(told, of, note) {
    fail();
    seen = { of, impact: told };
    const rest = beside(told);
    const list = rest.length > 0 && h("ul", { role: "list" }, ...rest.map((change) => line(say, change)));
    impact.replaceChildren(...(note ? [h("p", {}, note)] : []), h("p", {}, sentence(say, rest)), ...(list ? [list] : []));
    impact.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} [wasClosed] */
  async function commit(wasClosed = false) {
    const now = body();
    if (!now) return fail(say("edit.nothing"));
    const of = JSON.stringify(now);
    if (wasClosed || seen?.of !== of) {
      const told = await talk.preview(field.path, now);
      const isShown = seen?.of === of && JSON.stringify(seen.impact.changes) === JSON.stringify(told.changes);
      if (!isShown && beside(told).length) return show(told, of), apply.focus();
      seen = { of, impact: told };
    }
    const radios = /** @type {NodeListOf<HTMLInputElement>} */ (impact.querySelectorAll("input:checked"));
    const chosen = [...radios].map(({ name, value }) => [name, /** @type {Resolve} */ (value)]);
    await talk.edit(field.path, now, seen.impact.version, Object.fromEntries(chosen));
    dialog.close();
  }

  /** @param {Rejected} wrong */
  function refused({ code, message, impact: told }) {
    if (code === "conflict" && told) return show(told, JSON.stringify(body()), say("edit.conflict"));
    if (code !== "closed") return fail(code ? message : say("edit.failed"), code === "bad_frame");
    const note = h("p", { class: "closed" }, say("edit.closed"));
    const onclick = () => run(async () => {
      const open = goesOn(talk);
      talk.command("reopen");
      await open;
      note.remove();
      reopen.replaceWith(apply);
      await commit(true);
    });
    const reopen = h("button", { type: "button", class: "button primary", "data-act": "reopen", onclick }, say("edit.reopen"));
    impact.append(note);
    apply.replaceWith(reopen);
    reopen.focus();
  }

  for (const kind of ["input", "change", "click", "drop", "keyup"]) entry.element.addEventListener(kind, () => setTimeout(changed));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  });
  label();
  host.appendChild(dialog);
  dialog.showModal();
  entry.focus();
}

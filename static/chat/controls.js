// The controls below a question: options, ticks, fields of one line, and what else can be pressed. All others
// (./controls) come when a question needs them.
import { h } from "./dom.js";
import { register } from "./words.js";
import { isItems, named, nextId, onEnter, problemOf, send, valueOf } from "./controls/shared.js";

/** @import { AskView, Body, Button, Control, Editor, EditorContext, SlotType, Talk, Value } from "./types.js" */

register({
  c_answer: ["Sua resposta", "Your answer"],
  c_yes: ["Sim", "Yes"],
  c_no: ["Não", "No"],
  c_other: ["Outra opção", "Another option"],
  c_add: ["Acrescentar", "Add"],
  c_send: ["Enviar", "Send"],
  c_send_choice: ["Confirmar escolha", "Confirm choice"],
  c_empty: ["Preencha este campo para seguir.", "Fill this in to go on."],
  c_choose: ["Escolha ao menos uma opção.", "Choose at least one option."],
  c_most: ["Escolha até {most}.", "Choose up to {most}."],
  c_longer: ["Passou {over} de {most} caracteres.", "{over} over the {most} characters that fit."],
  c_offline: ["Este campo não carregou. Escreva a resposta na caixa de mensagem.", "This field did not load. Write your answer in the message box."],
});

/** @type {Partial<Record<SlotType, () => Promise<{ default: (control: Control, context: EditorContext) => Editor | Promise<Editor> }>>>} */
const MORE = {
  number: () => import("./controls/amount.js"),
  percent: () => import("./controls/amount.js"),
  money: () => import("./controls/amount.js"),
  date: () => import("./controls/dates.js"),
  date_range: () => import("./controls/dates.js"),
  long_text: () => import("./controls/long.js"),
  object: () => import("./controls/form.js"),
  list: () => import("./controls/list.js"),
  rank: () => import("./controls/rank.js"),
  file: () => import("./controls/files.js"),
};

/**
 * The control for one value.
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Promise<Editor>}
 */
export async function editorFor(control, context) {
  const { type, item, options = [] } = control;
  if (type === "choice") return choice(control, context);
  if (type === "confirm") {
    const [yes, no] = ["yes", "no"].map((id) => ({ id, label: context.say(`c_${id}`) }));
    return choice({ type, options: [yes, no], values: { yes: true, no: false } }, context);
  }
  if (type === "multi_choice" || (type === "list" && item?.type === "choice" && !item.allow_new)) return ticks(control, context);
  const more = MORE[type === "list" && item?.type === "file" ? "file" : type];
  const preset = options.some(({ id }) => same(control.values?.[id], context.initial));
  const own = preset ? { ...context, initial: undefined, shown: undefined } : context;
  const editor = more ? await (await more()).default(control, own) : line(control, own);
  return options.length && type !== "rank" ? shortcuts(control, context, editor) : editor;
}

/**
 * What stands below the pending question.
 * @param {AskView} ask
 * @param {Talk} talk
 */
export function askControls(ask, talk) {
  const { input, path, offered, buttons = [] } = ask;
  const { say, locale } = talk;
  const row = talk.rows.findLast((row) => row.ask?.id === ask.id);
  const another = buttons.some(({ id }) => id === "no_more");
  const known = another ? talk.brief.fields.find((field) => field.path === path)?.value : undefined;
  const draft = row?.kind === "reprompt" && sent?.path === path && sent.of === talk.who?.conversation ? sent.value : undefined;
  const initial = offered ?? draft ?? known;
  /** @param {Body} body */
  const answer = (body) => {
    sent = { path, of: talk.who?.conversation, value: valueOf(body) };
    talk.answer(body);
  };
  const element = h("div", { class: "controls" });
  element.dataset.path = path;
  // The composer is the field for words; a list whose items are not at hand would lose them.
  const worded = initial === undefined && (/^(long_)?text$/.test(input.type) || (input.type === "choice" && !input.options?.length));
  const has = path && (!worded || input.options?.length) && !(another && !known);
  /** @type {Editor | undefined} */
  let editor;
  let wanted = false;
  const others = row?.card ? [] : buttons.map(({ id, label }) =>
    h("button", { type: "button", class: path ? "button quiet" : "button", "data-option": id, onclick: () => answer({ options: [id] }) }, label));
  const foot = h("div", { class: "foot" }, ...others);
  if (others.length) element.append(foot);
  if (has) {
    const context = { say, locale, label: row?.text || say("c_answer"), initial, shown: ask.offered_shown, upload: talk.upload.bind(talk), asked: true, done: answer };
    const made = worded ? Promise.resolve(choice(input, context)) : editorFor(input, context);
    made.then((it) => {
      editor = it;
      element.prepend(it.element);
      if (it.sends) foot.prepend(h("button", { type: "button", class: "button primary send", onclick: () => send(it, answer) }, say(it.sends)));
      if (foot.firstChild) element.append(foot);
      if (wanted) it.focus();
    }, () => element.prepend(h("p", { class: "problem", role: "status" }, say("c_offline"))));
  }
  return {
    element,
    /** Whether there is something to go to. */
    focus() {
      wanted = true;
      if (editor) editor.focus();
      else if (!has) others[0]?.focus();
      return Boolean(has || others.length);
    },
  };
}

/** What was sent last, kept in case it was not understood. @type {{ path: string, of?: string, value?: Value } | undefined} */
let sent;

/** @param {Button} option */
const wording = ({ label, hint }) => [h("span", {}, label), hint && h("small", {}, hint)];

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => one !== undefined && JSON.stringify(one) === JSON.stringify(other);

/**
 * One of several, each a button; where it answers the question, pressing one does.
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor}
 */
function choice({ type, options = [], values = {}, allow_new }, context) {
  const { say, asked, inside, done, initial } = context;
  let chosen = options.find(({ id }) => same(values[id] ?? id, initial) || same(id, initial));
  /** @param {Button} option @returns {Body} */
  const body = ({ id, label }) =>
    asked ? { options: [id] }
      : type === "choice" || type === "confirm" || inside ? { value: values[id] ?? id }
        : { text: label };
  const buttons = options.map((option) => h("button", {
    type: "button", class: "option", "data-option": option.id,
    onclick() {
      chosen = chosen === option && inside ? undefined : option;
      show();
      if (chosen) done?.(body(chosen));
    },
  }, ...wording(option)));
  const show = () => buttons.forEach((button, at) => {
    if (!asked || chosen) button.setAttribute("aria-pressed", String(options[at] === chosen));
  });
  show();
  const fresh = allow_new && line({ type: "text" }, {
    ...context, ...(options.length && { label: say("c_other"), labelledby: undefined }), inside: true, shown: undefined,
    initial: Object(initial).new,
    entered: context.entered ?? (() => fresh && done && send({ ...fresh, read: readNew }, done)),
  });
  const readNew = () => {
    const text = fresh && valueOf(fresh.read());
    return text ? { value: { new: /** @type {string} */ (text) } } : null;
  };
  const list = options.length > 0 && h("div", { class: options.some(({ hint }) => hint) ? "options hinted" : "options" }, ...buttons);
  const other = fresh && h("div", { class: "with-button" }, fresh.element,
    done && !inside && h("button", { type: "button", class: "button", onclick: () => send({ ...fresh, read: readNew }, done) }, say(asked ? "c_send" : "c_add")));
  if (fresh) fresh.element.addEventListener("input", () => ((chosen = undefined), show()));
  return {
    element: h("div", { class: "choice", role: "group", ...named(context) }, list, other),
    read: () => (chosen ? body(chosen) : readNew()),
    focus: () => (buttons[chosen ? options.indexOf(chosen) : 0] ?? fresh)?.focus(),
  };
}

/**
 * Several, each with a tick. Their order is the person's own.
 * @param {Control} control of a multi_choice, or of a list of choices
 * @param {EditorContext} context
 * @returns {Editor}
 */
function ticks(control, context) {
  const { say, asked, initial } = context;
  const options = [...(control.item?.options ?? []), ...(control.options ?? [])];
  const { values = {}, allow_new, max_items = Infinity } = control;
  const former = isItems(initial) ? initial.items.map(({ value }) => value) : Array.isArray(initial) ? initial : [initial];
  const most = Math.min(max_items, options.length);
  /** @type {(string | { new: string })[]} */
  const chosen = [];
  /** @param {string} id */
  const isNone = (id) => Object(values[id]).none !== undefined;
  const list = h("div", { class: options.some(({ hint }) => hint) ? "options hinted" : "options" });
  /** @type {{ box: HTMLInputElement, value: string | { new: string } }[]} */
  const boxes = [];
  /** @param {Button} option @param {string | { new: string }} value @param {boolean} ticked */
  const tick = (option, value, ticked) => {
    const box = h("input", { type: "checkbox", checked: ticked, value: option.id, onchange: () => turn(value, box.checked) });
    boxes.push({ box, value });
    list.append(h("label", { class: "option tick" }, box, h("span", { class: "wording" }, ...wording(option))));
    if (ticked) chosen.push(value);
  };
  /** @param {string | { new: string }} value @param {boolean} on */
  const turn = (value, on) => {
    const alone = typeof value === "string" && isNone(value);
    const stays = on ? chosen.filter((one) => !alone && !(typeof one === "string" && isNone(one))) : chosen.filter((one) => one !== value);
    chosen.splice(0, Infinity, ...stays, ...(on ? [value] : []));
    for (const { box, value } of boxes) box.checked = chosen.includes(value);
    wrong.show(chosen.length > max_items ? say("c_most", { most: max_items }) : "");
  };
  for (const option of options) tick(option, option.id, former.some((one) => same(one, option.id) || same(one, values[option.id])));
  chosen.sort((one, other) => placeIn(former, one, values) - placeIn(former, other, values));
  for (const one of former) if (Object(one).new) tick({ id: "", label: Object(one).new }, /** @type {any} */ (one), true);
  const element = h("div", { class: "choice", role: "group", ...named(context) }, list);
  const wrong = problemOf(element);
  if (allow_new) {
    const fresh = line({ type: "text" }, { ...context, inside: true, label: say("c_other"), labelledby: undefined, initial: undefined, shown: undefined, entered: () => add() });
    const field = /** @type {HTMLInputElement} */ (fresh.element.querySelector("input"));
    const add = () => {
      const text = field.value.trim();
      if (!text) return fresh.focus();
      const value = { new: text };
      tick({ id: "", label: text }, value, false);
      turn(value, true);
      field.value = "";
      field.focus();
    };
    element.append(h("div", { class: "with-button" }, fresh.element, h("button", { type: "button", class: "button", onclick: add }, say("c_add"))));
  } else if (most < options.length) {
    element.append(h("p", { class: "note" }, say("c_most", { most })));
  }
  element.append(wrong.element);
  return {
    element,
    read() {
      if (!chosen.length || chosen.length > max_items) return null;
      const ids = chosen.filter((one) => typeof one === "string");
      if (asked && ids.length === chosen.length) return { options: ids };
      if (control.type !== "list") return { value: [...chosen] };
      if (ids.some(isNone)) return { value: values[ids[0]] };
      // Things that stay keep their ids.
      const kept = isItems(initial) ? initial.items : [];
      const items = chosen.map((value, at) => ({ id: kept.find((item) => same(item.value, value))?.id ?? `c${Date.now().toString(36)}_${at}`, value }));
      return { value: kept.length ? { items } : [...chosen] };
    },
    focus: () => boxes[0]?.box.focus(),
    complain() {
      wrong.show(chosen.length ? say("c_most", { most: max_items }) : say("c_choose"));
      boxes[0]?.box.focus();
    },
    sends: "c_send_choice",
  };
}

/** @param {unknown[]} list @param {unknown} one @param {Record<string, Value>} values */
const placeIn = (list, one, values) => list.findIndex((at) => same(at, one) || same(at, values[String(one)]));

/** @type {Partial<Record<SlotType, Record<string, unknown>>>} */
const LINES = {
  url: { inputMode: "url", autocomplete: "url", spellcheck: false, autocapitalize: "none", placeholder: "www." },
  email: { type: "email", inputMode: "email", autocomplete: "email", spellcheck: false, autocapitalize: "none" },
  phone: { type: "tel", inputMode: "tel", autocomplete: "tel" },
};

/**
 * A field of one line.
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor}
 */
export function line({ type, max_length: most = Infinity }, context) {
  const { say, initial, shown, inside } = context;
  const text = typeof initial === "string" && type !== "phone" ? initial : shown ?? String(initial ?? "");
  const field = h("input", { class: "input", autocomplete: "off", enterKeyHint: inside ? "next" : "send", ...LINES[type], value: text, id: nextId(), ...named(context) });
  if (context.label === say("c_other")) field.placeholder = context.label;
  const wrong = problemOf(field);
  field.addEventListener("input", () => {
    const over = [...field.value.trim()].length - most;
    wrong.show(over > 0 ? say("c_longer", { over, most }) : "");
  });
  /** @type {Editor} */
  const editor = {
    element: h("div", { class: "field" }, field, wrong.element),
    read() {
      const text = field.value.trim();
      return !text ? null : inside ? { value: text } : { text };
    },
    focus: () => field.focus(),
    complain() {
      wrong.show(say("c_empty"));
      field.focus();
    },
    sends: "c_send",
  };
  onEnter(field, editor, context);
  return editor;
}

/**
 * Options beside a field: "up to R$ 2,000", "none of them". What is typed sets them back.
 * @param {Control} control
 * @param {EditorContext} context
 * @param {Editor} editor
 * @returns {Editor}
 */
function shortcuts(control, context, editor) {
  let typed = false;
  const pick = choice({ ...control, allow_new: false }, { ...context, done: (body) => ((typed = false), context.done?.(body)) });
  editor.element.addEventListener("input", () => (typed = true));
  for (const event of ["input", "change"]) {
    editor.element.addEventListener(event, () => pick.element.querySelectorAll("[aria-pressed]").forEach((button) => button.setAttribute("aria-pressed", "false")));
  }
  pick.element.addEventListener("click", () => (typed = false));
  return {
    ...editor,
    element: h("div", { class: "shortcuts" }, ...(context.inside ? [editor.element, pick.element] : [pick.element, editor.element])),
    read: () => (typed ? editor.read() : (pick.read() ?? editor.read())),
  };
}

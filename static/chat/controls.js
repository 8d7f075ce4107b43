// The controls below a question: its options, and what else can be pressed. All others (./controls) come when a
// question needs them.
import { h } from "./dom.js";
import { register } from "./words.js";

/** @import { AskView, Body, Button, Control, Editor, EditorContext, SlotType, Talk, Value } from "./types.js" */

register({
  c_answer: ["Sua resposta", "Your answer"],
  c_yes: ["Sim", "Yes"],
  c_no: ["Não", "No"],
  c_offline: ["Este campo não carregou. Escreva a resposta na caixa de mensagem.", "This field did not load. Write your answer in the message box."],
});

/** @type {Partial<Record<SlotType, () => Promise<{ default: (control: Control, context: EditorContext) => Editor | Promise<Editor> }>>>} */
const MORE = {
  text: () => import("./controls/line.js"),
  url: () => import("./controls/line.js"),
  email: () => import("./controls/line.js"),
  phone: () => import("./controls/line.js"),
  multi_choice: () => import("./controls/ticks.js"),
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
  if (type === "confirm") {
    const [yes, no] = ["yes", "no"].map((id) => ({ id, label: context.say(`c_${id}`) }));
    return choice({ type, options: [yes, no], values: { yes: true, no: false } }, context);
  }
  if (type === "choice") return control.allow_new ? (await import("./controls/beside.js")).own(control, context) : choice(control, context);
  const kind = type !== "list" ? type : item?.type === "file" ? "file" : item?.type === "choice" && !item.allow_new ? "multi_choice" : type;
  const make = (await /** @type {NonNullable<typeof MORE["text"]>} */ (MORE[kind])()).default;
  // Of a field that has options besides, they stand there too.
  const beside = options.length > 0 && kind !== "rank" && kind !== "multi_choice";
  return beside ? (await import("./controls/beside.js")).shortcuts(control, context, make) : make(control, context);
}

/**
 * What stands below the pending question.
 * @param {AskView} ask
 * @param {Talk} talk
 */
export function askControls(ask, talk) {
  const { input, path, offered, buttons = [] } = ask;
  const { say, locale } = talk;
  // Its own row, or the one that puts it again; a card beside it is neither.
  const row = talk.rows.findLast((row) => row.ask?.id === ask.id && (!row.card || row.seq === ask.id));
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
  let ready = Promise.resolve();
  const others = row?.card ? [] : buttons.map(({ id, label }) =>
    h("button", { type: "button", class: path ? "button quiet" : "button", "data-option": id, onclick: () => answer({ options: [id] }) }, label));
  const foot = h("div", { class: "foot" }, ...others);
  if (others.length) element.append(foot);
  if (has) {
    const context = { say, locale, label: row?.text || say("c_answer"), initial, shown: ask.offered_shown, upload: talk.upload.bind(talk), asked: true, done: answer };
    const made = worded ? Promise.resolve(choice(input, context)) : editorFor(input, context);
    ready = made.then((it) => {
      editor = it;
      element.prepend(it.element);
      if (it.sends) foot.prepend(h("button", { type: "button", class: "button primary send", onclick: () => send(it, answer) }, say(it.sends)));
      if (foot.firstChild) element.append(foot);
      if (wanted) it.focus();
    }, () => element.prepend(h("p", { class: "problem", role: "status" }, say("c_offline"))));
  }
  return {
    element,
    /** When all of it is there: some of it has to come first. */
    ready,
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
export const wording = ({ label, hint }) => [h("span", {}, label), hint && h("small", {}, hint)];

/** @param {unknown} one @param {unknown} other */
export const same = (one, other) => one !== undefined && JSON.stringify(one) === JSON.stringify(other);

/** @param {EditorContext} context */
export const named = ({ label, labelledby }) =>
  labelledby ? { "aria-labelledby": labelledby } : { "aria-label": label };

/**
 * Sends what it holds, or has it said what is missing.
 * @param {Editor} editor
 * @param {(body: Body) => void} done
 */
export function send(editor, done) {
  const body = editor.read();
  if (body) done(body);
  else editor.complain?.();
}

/**
 * The value in a body, of a control that is part of something larger.
 * @param {Body | null | undefined} body
 * @returns {Value | undefined}
 */
export const valueOf = (body) =>
  !body ? undefined : ("value" in body ? body.value : "text" in body ? body.text : "files" in body ? body.files[0] : undefined);

/**
 * One of several, each a button; where it answers the question, pressing one does.
 * @param {Control} control
 * @param {EditorContext} context
 * @returns {Editor & { clear(): void }}
 */
export function choice({ type, options = [], values = {} }, context) {
  const { asked, inside, done, initial } = context;
  let chosen = options.find(({ id }) => same(values[id] ?? id, initial) || same(id, initial));
  /** @param {Button} option @returns {Body} */
  const body = ({ id, label }) =>
    asked ? { options: [id] } : inside || type === "choice" || type === "confirm" ? { value: values[id] ?? id } : { text: label };
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
  const list = h("div", { class: options.some(({ hint }) => hint) ? "options hinted" : "options" }, ...buttons);
  return {
    element: h("div", { class: "choice", role: "group", ...named(context) }, list),
    read: () => (chosen ? body(chosen) : null),
    focus: () => buttons[chosen ? options.indexOf(chosen) : 0]?.focus(),
    clear() {
      chosen = undefined;
      for (const button of buttons) if (button.hasAttribute("aria-pressed")) button.ariaPressed = "false";
    },
  };
}

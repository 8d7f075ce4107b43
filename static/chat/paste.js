// A brief that is there already: pasted, dropped or chosen, it is read whole, and only what is missing is asked.
// Nothing of it is lost on the way: it stays in the dialog until it is on its way.

import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { tab } from "./storage.js";
import { register } from "./words.js";

/** @typedef {import("./talk.js").TalkOverSocket} Talk */
/** @typedef {ReturnType<typeof import("./composer.js").composer>} Box */

register({
  paste_title: ["Já tem um briefing?", "Do you have a brief already?"],
  paste_how: ["Cole o texto ou escolha um arquivo. Mostro o que ele responde, com o trecho de onde vem; nada vale antes de você confirmar.", "Paste the text or choose a file. I show what it answers, with the passage it comes from; nothing counts before you confirm."],
  paste_text: ["Texto do briefing", "Text of the brief"],
  paste_here: ["Cole aqui o briefing, o e-mail ou a página…", "Paste the brief, the email or the page here…"],
  paste_read: ["Ler este texto", "Read this text"],
  paste_file: ["Escolher arquivo", "Choose a file"],
  paste_kinds: ["Arquivo de texto, Markdown, Word (.docx) ou PDF, até 20 MB.", "A text, Markdown, Word (.docx) or PDF file, up to 20 MB."],
  paste_close: ["Voltar à pergunta", "Back to the question"],
  paste_nothing: ["Cole um texto ou escolha um arquivo primeiro.", "Paste a text or choose a file first."],
  paste_kind: ["{name} não é um texto que eu leia. Envie .txt, .md, .docx ou .pdf, ou cole o texto.", "{name} is not a text that I can read. Send .txt, .md, .docx or .pdf, or paste the text."],
  paste_empty: ["{name} está vazio. Escolha outro arquivo, ou cole o texto.", "{name} is empty. Choose another file, or paste the text."],
  paste_large: ["{name} tem mais de 20 MB. Cole o texto, ou envie um arquivo menor.", "{name} has more than 20 MB. Paste the text, or send a smaller file."],
  paste_going: ["Enviando {name}: {share} %", "Sending {name}: {share}%"],
  paste_failed: ["{name} não chegou ao servidor. Ele continua com você; tente de novo quando a conexão voltar.", "{name} did not reach the server. You still have it; try again once the connection is back."],
  paste_again: ["Enviar de novo", "Send again"],
  paste_drop: ["Solte aqui para ler como briefing", "Drop here to read it as a brief"],
  paste_offer: ["Isto parece um briefing.", "This looks like a brief."],
  paste_offer_yes: ["Ler como briefing", "Read as a brief"],
  paste_offer_no: ["É só a resposta", "It's only the answer"],
  paste_said: ["Para ler: {text}", "To read: {text}"],
});

/** What a command may carry; what is longer goes as a file. */
const TEXT_BYTES = 32_000;
const FILE_BYTES = 20_000_000;
const LONG = 600;
const HEADED = 3;
/** A question that takes so much is asking for a whole text itself. */
const WHOLE = 10_000;
const KINDS = /\.(txt|md|markdown|docx|pdf)$/i;

/** "Público: …", "## Verba", "- Canais:": a line that says what it is about. */
const HEADING = /^[ \t]*(?:#{1,6}[ \t]+\S|(?:[-*•][ \t]+|\d{1,2}[.)][ \t]+)?(?:\*\*|__)?[\p{Lu}][\p{L}\p{N} /()-]{1,40}(?:\*\*|__)?[ \t]*:(?!\/\/)(?:\*\*|__)?(?:[ \t]|$))/gmu;

/** Whether a text says more than one answer would. @param {string} text */
export const looksLikeBrief = (text) => text.trim().length > LONG || (text.match(HEADING)?.length ?? 0) >= HEADED;

/** What there is to say against a file before it is sent: a key of the words. @param {{ name: string, size: number }} file */
export const against = ({ name, size }) => (!KINDS.test(name) ? "paste_kind" : !size ? "paste_empty" : size > FILE_BYTES ? "paste_large" : null);

/** Whether a text fits a command. @param {string} text */
export const isShort = (text) => new Blob([text]).size <= TEXT_BYTES;

/** @param {Talk} talk @param {string} text */
const say = (talk, text) => {
  const start = text.replace(/\s+/g, " ").slice(0, 160);
  talk.command("paste", { text }, talk.say("paste_said", { text: start.length < text.length ? `${start}…` : start }));
};

/**
 * @param {Talk} talk @param {Box} box @param {HTMLElement} column
 * @param {string | File | DragEvent} [given] pasted into the box, a file, or one that is being dragged over
 */
export function paste(talk, box, column, given) {
  // A question for files, and one for a whole text, take what is theirs.
  const isAnswer = column.querySelector(".prompt .upload") !== null;
  if (typeof given === "string") return (talk.ask?.input.max_length ?? 0) < WHOLE && looksLikeBrief(given) ? offer(talk, box, column, given) : undefined;
  if (given instanceof Event) return isAnswer || talk.stage !== "active" ? undefined : target(talk, column);
  if (given && isAnswer) return;
  void open(talk, column).then((dialog) => given && dialog.file(given));
}

/** Asks whether what was pasted is a brief; it is in the box all the while. @param {Talk} talk @param {Box} box @param {HTMLElement} column @param {string} text */
function offer(talk, box, column, text) {
  column.querySelector(".paste-offer")?.remove();
  const { say: word } = talk;
  const pasted = text.replace(/\r\n?/g, "\n");
  const element = h("div", { class: "paste-offer" }, sheet("assists.css").link, h("span", { role: "status" }, word("paste_offer")),
    h("button", { type: "button", class: "button", name: "paste_yes", onclick: () => take() }, word("paste_offer_yes")),
    h("button", { type: "button", class: "button quiet", name: "paste_no", onclick: () => leave() }, word("paste_offer_no")));
  const leave = (focus = true) => {
    talk.removeEventListener("change", changed);
    element.remove();
    if (focus) box.box.focus();
  };
  const take = () => {
    leave();
    box.put(box.box.value.replace(pasted, "").trim());
    if (isShort(text)) say(talk, text);
    else void open(talk, column).then((dialog) => dialog.text(text));
  };
  // Once it is sent, or the question is another one, there is nothing to ask.
  const changed = (/** @type {Event} */ event) => ["ask", "unsent", "opened", "locale"].includes(/** @type {CustomEvent} */ (event).detail) && leave(false);
  talk.addEventListener("change", changed);
  box.element.before(element);
}

/** A place to drop a file, over the whole chat while one is dragged. @param {Talk} talk @param {HTMLElement} column */
function target(talk, column) {
  if (column.querySelector(".paste-target")) return;
  const element = h("div", { class: "paste-target", ondragleave: () => element.remove(), ondragover: (/** @type {Event} */ event) => event.preventDefault(), ondrop: (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    element.remove();
    const file = event.dataTransfer?.files[0];
    if (file) void open(talk, column).then((dialog) => dialog.file(file));
  } }, sheet("assists.css").link, h("p", {}, talk.say("paste_drop")));
  column.append(element);
}

/** @type {WeakMap<HTMLElement, ReturnType<typeof make>>} */
const dialogs = new WeakMap();

/** @param {Talk} talk @param {HTMLElement} column */
async function open(talk, column) {
  const before = dialogs.get(column);
  if (before?.dialog.isConnected) return before;
  const made = make(talk);
  dialogs.set(column, made);
  column.append(made.dialog);
  await made.ready;
  made.dialog.showModal();
  made.box.focus();
  return made;
}

/** @param {Talk} talk */
function make(talk) {
  const { say: word } = talk;
  const draft = `${talk.key}:paste`;
  const css = sheet("assists.css");
  const box = h("textarea", { class: "input", rows: 8, value: tab.get(draft) ?? "", placeholder: word("paste_here"), ariaLabel: word("paste_text"), oninput: () => (tab.set(draft, box.value || null), told("")) });
  const picker = h("input", { type: "file", accept: ".txt,.md,.markdown,.docx,.pdf", hidden: true, onchange: () => {
    const chosen = picker.files?.[0];
    picker.value = "";
    if (chosen) void file(chosen);
  } });
  const state = h("p", { class: "paste-state", role: "status" });
  const bar = h("progress", { max: 1, hidden: true, ariaLabel: word("paste_title") });
  const again = h("button", { type: "button", class: "button", hidden: true }, word("paste_again"));
  const pick = h("button", { type: "button", class: "button", name: "paste_file", onclick: () => picker.click() }, word("paste_file"));
  const read = h("button", { class: "button primary", name: "paste_read" }, word("paste_read"));
  const close = h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, word("paste_close"));
  const heading = h("h2", { id: "paste-title" }, word("paste_title"));
  const form = h("form", { onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), void text(box.value)) },
    heading, h("p", {}, word("paste_how")), box, h("p", { class: "paste-kinds" }, word("paste_kinds")), state, bar, h("div", { class: "paste-foot" }, close, pick, again, read), picker);
  /** @type {HTMLDialogElement} */
  const dialog = h("dialog", { class: "paste", "aria-labelledby": "paste-title", onclose: () => dialog.remove(), onkeydown: (/** @type {Event} */ event) => event.stopPropagation(),
    ondragover: (/** @type {Event} */ event) => event.preventDefault(), ondragenter: (/** @type {Event} */ event) => event.stopPropagation(), ondrop: (/** @type {DragEvent} */ event) => {
      const dropped = event.dataTransfer?.files[0];
      event.preventDefault();
      if (dropped) void file(dropped);
    }, onpaste: (/** @type {ClipboardEvent} */ event) => {
      const pasted = event.clipboardData?.files[0];
      if (!pasted || event.clipboardData?.getData("text/plain")) return;
      event.preventDefault();
      void file(pasted);
    } }, css.link, form);
  let going = 0;

  /** @param {string} sentence @param {boolean} [isBad] */
  function told(sentence, isBad = false) {
    state.textContent = sentence;
    state.classList.toggle("bad", isBad);
  }

  /** @param {string} said */
  async function text(said) {
    if (!said.trim()) {
      told(word("paste_nothing"), true);
      return box.focus();
    }
    if (box.value !== said) box.value = said;
    tab.set(draft, said);
    if (!isShort(said)) return send(new File([said], "briefing.txt", { type: "text/plain" }));
    say(talk, said);
    done();
  }

  /** @param {File} chosen */
  async function file(chosen) {
    const problem = against(chosen);
    if (problem) return told(word(problem, { name: chosen.name }), true);
    return send(chosen);
  }

  /** Sends a file first, then has it read. @param {File} chosen */
  async function send(chosen) {
    const { name } = chosen;
    const mine = ++going;
    const isHere = () => mine === going && dialog.open;
    const busy = (/** @type {boolean} */ is) => {
      for (const button of [pick, read]) button.disabled = is;
      bar.hidden = !is;
    };
    busy(true);
    again.hidden = true;
    told(word("paste_going", { name, share: 0 }));
    try {
      const ref = await talk.upload(chosen, (share) => {
        if (!isHere()) return;
        bar.value = share;
        // Every tenth, or a screen reader would not stop.
        told(word("paste_going", { name, share: Math.floor(share * 10) * 10 }));
      });
      if (!isHere()) return;
      talk.command("paste", { file: ref.id }, word("paste_said", { text: ref.file }));
      done();
    } catch (refused) {
      const { code, message } = Object(refused);
      if (!isHere()) return;
      told(code !== "unavailable" && message ? message : word("paste_failed", { name }), true);
      busy(false);
      again.hidden = ["bad_file", "too_large"].includes(code);
      again.onclick = () => void send(chosen);
    }
  }

  function done() {
    tab.set(draft, null);
    dialog.close();
  }

  return { dialog, box, text, file, ready: css.ready };
}

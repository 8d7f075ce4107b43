// The box that everything can be said in, and the commands that work at every question.

import { h, icon } from "./dom.js";
import { tab } from "./storage.js";
import { register } from "./words.js";

register({
  answer: ["Sua resposta", "Your answer"],
  write: ["Sua resposta…", "Your answer…"],
  send: ["Enviar", "Send"],
  left: ["{n} de {max}", "{n} of {max}"],
  over: ["{n} de {max}: passou do tamanho", "{n} of {max}: too long"],
  commands: ["Mais opções", "More options"],
  back: ["Voltar uma pergunta", "Back one question"],
  help: ["Explicar a pergunta", "Explain the question"],
  summary: ["Ver o resumo", "See the summary"],
  skip: ["Pular esta pergunta", "Skip this question"],
  restart: ["Começar de novo", "Start over"],
  stop: ["Parar por aqui", "Stop here"],
  resume: ["Continuar a conversa", "Continue the conversation"],
  reopen: ["Reabrir o briefing", "Reopen the brief"],
  language: ["Mudar de idioma", "Change the language"],
  new: ["Novo briefing", "New brief"],
  paste: ["Colar um briefing", "Paste a brief"],
  voice: ["Falar em vez de escrever", "Speak instead of writing"],
});

const COMMANDS = {
  active: ["back", "skip", "help", "summary", "restart", "stop", "new"],
  stopped: ["resume", "summary", "new"],
  completed: ["reopen", "summary", "new"],
};
const NEAR_THE_END = 0.8;

/** What is pasted may be a whole brief from so many characters on. */
const LONG = 200;

/** @param {import("./talk.js").TalkOverSocket} talk @param {import("./view.js").View["help"]} help */
export function composer(talk, help) {
  const { say } = talk;
  const draft = `${talk.key}:draft`;
  const counter = h("p", { class: "counter", role: "status" });
  const box = h("textarea", { id: "text", rows: 1, autocomplete: "off", enterKeyHint: "send", ariaLabel: say("answer"), placeholder: say("write"), oninput: () => typed(), onkeydown: (/** @type {KeyboardEvent} */ event) => keys(event), onpaste: (/** @type {ClipboardEvent} */ event) => pasted(event) });
  const more = h("button", { type: "button", class: "button quiet icon", ariaLabel: say("commands"), title: say("commands"), "aria-expanded": "false", onclick: () => unfold(menu.hidden) }, icon("M5 12h.01M12 12h.01M19 12h.01"));
  const menu = h("div", { class: "menu", role: "group", "aria-label": say("commands"), hidden: true });
  const [paste, voice] = [["paste", "M9 4h6v3H9zM9 5H6v15h12V5h-3M9 12h6M9 16h4"], ["voice", "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M6 11a6 6 0 0 0 12 0M12 17v4"]].map(([name, line]) =>
    h("button", { type: "button", class: "button quiet tool", name, ariaLabel: say(name), title: say(name), onclick: () => void help(/** @type {"paste"} */ (name)) }, icon(line), name === "paste" && h("span", {}, say(name))));
  const send = h("button", { class: "button primary icon", ariaLabel: say("send"), title: say("send") }, icon("M12 19V5M6 11l6-6 6 6"));
  const element = h("form", { class: "composer", onsubmit: (/** @type {Event} */ event) => submit(event), onfocusout: (/** @type {FocusEvent} */ event) => leave(event), onkeydown: (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopPropagation();
    unfold(false);
    more.focus();
  } }, menu, more, h("div", { class: "box" }, box, counter), paste, voice, send);

  /** @param {boolean} open */
  function unfold(open) {
    menu.hidden = !open;
    more.ariaExpanded = String(open);
    if (!open) return;
    menu.replaceChildren(...COMMANDS[talk.stage].map((name) => {
      const item = h("button", { type: "button", onclick: () => (unfold(false), box.focus(), name === "new" ? talk.open("new") : talk.command(name)) }, say(name));
      item.dataset.command = name;
      return item;
    }));
    /** @type {HTMLElement} */ (menu.firstElementChild).focus();
    // Only somebody of the team has colleagues.
    if (talk.where.attach) import("./colleagues.js").then(({ offer }) => offer(talk, menu, more, box), () => {});
  }

  /** @param {FocusEvent} event */
  function leave({ relatedTarget }) {
    if (!menu.hidden && !menu.contains(/** @type {Node | null} */ (relatedTarget)) && relatedTarget !== more) unfold(false);
  }

  function typed() {
    if (!CSS.supports("field-sizing", "content")) box.rows = Math.min(8, box.value.split("\n").length);
    const [n, max] = [box.value.length, talk.ask?.input.max_length ?? Infinity];
    counter.textContent = n > max ? say("over", { n, max }) : n > max * NEAR_THE_END ? say("left", { n, max }) : "";
    counter.classList.toggle("bad", n > max);
    tab.set(draft, box.value || null);
  }

  /** A file is read as a brief; a long text is, if the person says so, and is in the box until then. @param {ClipboardEvent} event */
  function pasted(event) {
    const { clipboardData } = event;
    const file = clipboardData?.files[0];
    const text = clipboardData?.getData("text/plain") ?? "";
    if (text ? text.length < LONG : !file) return;
    if (!text) event.preventDefault();
    void help("paste", text || file);
  }

  /** What can be done here. */
  function can() {
    paste.hidden = talk.stage !== "active";
    voice.hidden = paste.hidden || !talk.speech || !navigator.mediaDevices;
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    put("");
    talk.answer({ text });
  }

  /** @param {string} text */
  function put(text) {
    box.value = text;
    typed();
  }

  put(tab.get(draft) ?? "");
  can();
  return {
    element,
    box,
    put,
    can,
    /** What could not be sent comes back, before what was written meanwhile. */
    takeBack() {
      const text = talk.takeReturned();
      if (text) put([text, box.value].filter(Boolean).join("\n"));
    },
    /** There is another question: its length counts. */
    asks: typed,
  };
}

// The frame of the chat: header, conversation, question, box, and the brief beside it.

import { composer } from "./composer.js";
import { askControls } from "./controls.js";
import { h, icon } from "./dom.js";
import { example, first } from "./first.js";
import { log } from "./log.js";
import { register } from "./words.js";

/** @typedef {HTMLElement & { mode: string, theme: string, nextTheme(): void, close(): void, prefilled: Record<string, string> }} Host */

register({
  title: ["Pauta", "Pauta"],
  progress: ["Pergunta {n} de {all} · {time}", "Question {n} of {all} · {time}"],
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

/**
 * Fills the frame, and keeps it as the conversation is.
 * @param {Host} host
 * @param {import("./talk.js").TalkOverSocket} talk
 * @param {HTMLElement} frame
 */
export function view(host, talk, frame) {
  const isPage = host.mode === "page";
  const slot = h("slot", { name: "menu" });
  const sheet = h("div", { class: "sheet" });
  /** @type {ReturnType<typeof parts>} */
  let at;
  /** @type {ReturnType<typeof askControls> | null} */
  let controls = null;
  let asked = "";
  let acted = false;
  let prefilledAsk = 0;

  import("./panel.js").then(({ panel }) => sheet.append(panel(talk)), () => talk.tell(talk.say("part_failed")));
  sheet.addEventListener("answer", () => (fold(false), focusPrompt()));

  function parts() {
    const { say } = talk;
    /** @param {string} name @param {string} line @param {() => void} onclick */
    const tool = (name, line, onclick) => h("button", { type: "button", class: "button quiet icon", name, ariaLabel: say(name), title: say(name), onclick }, icon(line));
    const bar = h("div", { class: "bar", role: "progressbar", "aria-label": say("way"), "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
    const words = h("span", { class: "way" });
    const theme = tool("theme_auto", THEME_ICONS.auto, () => (host.nextTheme(), paintTheme()));
    const home = tool("home", "M4 6h16M4 12h16M4 18h10", () => void showHome());
    const language = h("button", { type: "button", class: "button quiet", name: "language", lang: say("language_to") === "English" ? "en" : "pt-BR", title: say("language_to"), onclick: () => talk.command("language", { locale: talk.locale.startsWith("pt") ? "en" : "pt-BR" }) }, h("span", { class: "unseen" }, say("language_to")), h("span", { "aria-hidden": "true" }, talk.locale.startsWith("pt") ? "EN" : "PT"));
    const briefButton = h("button", { type: "button", class: "button brief-button", "aria-expanded": "false", onclick: () => fold(true) });
    const progress = h("div", { class: "progress" }, bar, words, briefButton);
    const header = h("header", { role: !isPage && "group", "aria-label": !isPage && say("title") }, h(isPage ? "h1" : "h2", {}, say("title")), progress,
      h("div", { class: "tools" }, home, language, theme, slot, host.mode === "bubble" && tool("close", "M6 6l12 12M18 6L6 18", () => host.close())));
    const state = h("p", { class: "state", role: "status" });
    const chat = log(talk, edit);
    const box = composer(talk);
    const prompt = h("div", { class: "prompt", tabIndex: -1 });
    const end = h("div", { class: "end" });
    const above = h("div");
    chat.element.prepend(above);
    chat.after.append(prompt, end);
    const column = h("div", { class: "chat" }, chat.element, chat.newer, state, h("div", { class: "footer" }, box.element));
    const homePlace = h("div", { class: "home-place", hidden: true, onclose: () => (hideHome(), focusPrompt()) });
    const closer = tool("brief_close", "M6 6l12 12M18 6L6 18", () => (fold(false), briefButton.focus()));
    closer.classList.add("sheet-close");
    const leave = () => side.classList.contains("open") && (fold(false), briefButton.focus());
    const side = h("div", { class: "side", onclick: (/** @type {Event} */ event) => event.target === side && leave(), onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && leave() !== false) event.preventDefault();
    } }, closer, sheet);
    frame.replaceChildren(header, h(isPage ? "main" : "div", { class: "body" }, column, side, homePlace));
    return { bar, words, progress, theme, home, state, chat, box, prompt, end, above, briefButton, side, homePlace, column };
  }

  function paintTheme() {
    const theme = /** @type {"auto"} */ (host.theme);
    at.theme.replaceChildren(icon(THEME_ICONS[theme]));
    at.theme.ariaLabel = at.theme.title = talk.say(`theme_${theme}`);
  }

  /** Opens and closes the brief where it lies over the chat. @param {boolean} open */
  function fold(open) {
    at.side.classList.toggle("open", open);
    at.briefButton.ariaExpanded = String(open);
    if (open) /** @type {HTMLElement} */ (at.side.firstElementChild).focus();
  }

  async function showHome() {
    const isOpen = at.homePlace.hidden;
    if (!isOpen) return hideHome();
    try {
      const { home } = await import("./home.js");
      at.homePlace.replaceChildren(home(talk));
    } catch {
      return talk.tell(talk.say("part_failed"));
    }
    at.homePlace.hidden = false;
    at.column.hidden = at.side.hidden = true;
    at.home.ariaLabel = at.home.title = talk.say("home_back");
  }

  function hideHome() {
    at.homePlace.hidden = true;
    at.homePlace.replaceChildren();
    at.column.hidden = at.side.hidden = false;
    at.home.ariaLabel = at.home.title = talk.say("home");
    at.chat.end(true);
  }

  /** @param {string} path */
  async function edit(path) {
    const field = talk.brief.fields.find((field) => field.path === path);
    if (!field?.input) return talk.command("edit", { path });
    try {
      (await import("./edit.js")).openEdit(talk, field, host);
    } catch {
      talk.tell(talk.say("part_failed"));
    }
  }

  function progress() {
    const { answered, remaining, seconds } = talk.brief.progress;
    const all = answered + remaining;
    const { say, stage } = talk;
    at.progress.hidden = !all || talk.status === "new";
    const share = stage === "completed" ? 100 : Math.round((100 * answered) / (all || 1));
    const time = seconds < 45 ? say("progress_moment") : say("progress_min", { n: Math.max(1, Math.round(seconds / 60)) });
    at.bar.ariaValueNow = String(share);
    /** @type {HTMLElement} */ (at.bar.firstElementChild).style.width = `${share}%`;
    at.words.textContent = stage === "completed" || !remaining ? say("progress_done") : say("progress", { n: Math.min(answered + 1, all), all, time });
    at.bar.ariaValueText = at.words.textContent;
    at.briefButton.textContent = say("brief_button", { n: talk.brief.completeness });
  }

  let connecting = 0;
  function status() {
    clearTimeout(connecting);
    const { say } = talk;
    const text = talk.notice || (talk.status === "offline" ? say("offline") : "");
    at.state.textContent = text;
    // What takes a moment is not worth a word.
    if (!text && talk.status === "connecting") connecting = setTimeout(() => (at.state.textContent = say("connecting")), 1_500);
    at.home.hidden = !talk.token;
  }

  /** The controls of the pending question; none while an answer is under way. */
  function ask() {
    const { ask } = talk;
    at.chat.asks();
    // Its row, whose text names the controls, may come after it.
    const isThere = ask && talk.rows.some(({ seq }) => seq === ask.id);
    const shown = ask && !talk.answered && talk.stage === "active" ? JSON.stringify([ask, talk.locale, isThere]) : "";
    if (shown !== asked) {
      asked = shown;
      controls = ask && shown ? askControls(ask, talk) : null;
      at.prompt.replaceChildren(...(controls ? [controls.element] : []));
      const now = controls;
      now?.ready.then(() => now === controls && at.chat.end(true));
      at.box.asks();
      prefill();
    }
    above();
    end();
    if (acted && (shown || talk.stage !== "active") && !talk.unsent.length) {
      acted = false;
      if (!isTyping()) focusPrompt();
    }
  }

  function above() {
    const { opening } = talk;
    const isFirst = opening && talk.status !== "open" && !talk.unsent.length && !talk.rows.some(({ from }) => from === "person");
    if (!isFirst) return at.above.replaceChildren();
    if (at.above.firstElementChild) return;
    at.above.append(first(talk, opening, isPage ? "h2" : "h3"));
  }

  let ended = "";
  function end() {
    const { stage } = talk;
    const href = host.getAttribute("example");
    const now = stage !== "active" ? `${stage} ${talk.who?.conversation} ${talk.locale}` : at.above.firstElementChild && href ? `first ${talk.locale}` : "";
    if (now === ended) return;
    ended = now;
    if (stage === "active") return at.end.replaceChildren(...(now && href ? [example(talk.say, href)] : []));
    import("./finished.js").then(({ finished }) => {
      if (ended !== now) return;
      const held = hasFocus();
      at.end.replaceChildren(finished(talk, isPage));
      if (!held) focusPrompt();
      at.chat.end();
    }, () => ((ended = ""), talk.tell(talk.say("part_failed"))));
  }

  const active = () => /** @type {ShadowRoot} */ (frame.getRootNode()).activeElement;
  const hasFocus = () => active() !== null || document.activeElement !== document.body;
  /** Whether the person is in the middle of something that is not to be taken from under their hands. */
  const isTyping = () => {
    const now = active();
    return (now === at.box.box && at.box.box.value !== "") || (now !== null && at.side.contains(now)) || now?.closest("dialog") != null;
  };

  function focusPrompt() {
    const { ask } = talk;
    const card = at.chat.pending()?.querySelector("button");
    const worded = ask && /^((long_)?text|choice)$/.test(ask.input.type) && !ask.input.options?.length && ask.offered === undefined && ask.path;
    if (card) card.focus({ preventScroll: true });
    else if (!ask) /** @type {HTMLElement | null} */ (at.end.querySelector("a, button"))?.focus({ preventScroll: true });
    else if (worded || !controls?.focus()) at.box.box.focus({ preventScroll: true });
    // A control that is still to come takes it from here.
    if (!hasFocus()) at.prompt.focus({ preventScroll: true });
    at.chat.end(true);
  }

  function prefill() {
    const { ask } = talk;
    const value = ask && host.prefilled[ask.path];
    if (!value || prefilledAsk === ask.id || at.box.box.value) return;
    prefilledAsk = ask.id;
    at.box.put(value);
  }

  let count = 0;
  function unsent() {
    const now = talk.unsent.length;
    if (now > count) acted = true;
    count = now;
    at.chat.waiting();
    ask();
  }

  function all() {
    at = parts();
    asked = ended = "";
    at.chat.rows();
    at.chat.cards();
    at.chat.waiting();
    ask();
    progress();
    status();
    paintTheme();
    at.box.takeBack();
  }

  talk.addEventListener("change", (event) => {
    switch (/** @type {CustomEvent<import("./types.js").What>} */ (event).detail) {
      case "rows": return at.chat.rows(), at.chat.cards();
      case "cards": return at.chat.cards();
      case "ask": return ask(), progress();
      case "brief": return progress();
      case "unsent": return unsent();
      case "status": return status(), at.chat.waiting(), above(), progress();
      case "notice": return at.box.takeBack(), status();
      default: return all();
    }
  });
  all();
  /** Takes the focus; what is still to come gets it when it is there. */
  function focus() {
    if (talk.ask || talk.stage !== "active") return focusPrompt();
    acted = true;
    frame.tabIndex = -1;
    frame.focus();
  }

  return { shown: () => at.chat.end(true), focus, prefill };
}

// Pauta on a page: <script async src="https://…/pauta.js" data-site="KEY"></script>, or imported as a module. Small,
// so that a page is not slower for it; the chat itself is loaded when somebody takes an interest. The server fills
// in the version and its own address. What goes wrong is said in the bubble, never thrown into the page.
(() => {
  /** @type {any} */
  const page = window;
  if (page.Pauta?.version) return; // Loaded twice: once is enough.

  /** @typedef {HTMLElement & Record<string, any>} Chat */

  const version = "@version@";
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript ?? document.querySelector('script[src*="/pauta.js"]'));
  const told = script?.dataset ?? /** @type {DOMStringMap} */ ({});
  const server = script?.src ? new URL(script.src).origin : "@server@";
  const language = told.locale || document.documentElement.lang || navigator.language;
  const words = /^pt/i.test(language)
    ? {
        open: "Abrir a conversa",
        close: "Fechar",
        again: "Tentar de novo",
        title: "Conversa",
        opening: "Abrindo a conversa…",
        refused: "A conversa não pode abrir aqui: este endereço ainda não está registrado. Quem cuida do site resolve isso com um comando.",
        unknown: "A conversa não pode abrir aqui: a chave do site não existe neste servidor. Quem cuida do site pode conferir.",
        away: "A conversa não abriu agora: o servidor não respondeu. Tente de novo daqui a pouco.",
      }
    : {
        open: "Open the conversation",
        close: "Close",
        again: "Try again",
        title: "Conversation",
        opening: "Opening the conversation…",
        refused: "The conversation cannot open here: this address is not registered yet. Whoever runs the site settles that with one command.",
        unknown: "The conversation cannot open here: the site key does not exist on this server. Whoever runs the site can check it.",
        away: "The conversation did not open just now: the server did not answer. Try again in a moment.",
      };
  /** @typedef {keyof typeof words} Word */

  /** @type {[string, ...any[]][]} What the page asked for before the chat was there. */
  const waiting = Array.isArray(page.Pauta) ? page.Pauta : [];
  /** @type {Chat | null} */
  let chat = null;
  /** @type {ReturnType<typeof bubble> | null} */
  let button = null;

  /** Runs what must not disturb the page. @param {() => unknown} act */
  const quietly = (act) => {
    try {
      return act();
    } catch (wrong) {
      console.warn("Pauta:", wrong);
    }
  };

  /** @param {string} name @param {...any} given */
  const call = (name, ...given) => {
    if (!Object.hasOwn(page.Pauta, name) || name === "push" || name === "version") return;
    const there = chat;
    if (there) return void quietly(() => there[name](...given));
    if (button && (name === "open" || name === "toggle")) return void button.open();
    waiting.push([name, ...given]);
  };

  /** The chat is there: it gets what waited, in order. @param {Chat} element */
  const takeOver = (element) => {
    chat = element;
    for (const [name, ...given] of waiting.splice(0)) call(name, ...given);
  };

  let tries = 0;
  /** @type {Promise<unknown> | null} */
  let module = null;
  const load = () => {
    module ??= import(`${server}/static/@${version}/chat/pauta-chat.js${tries ? `?again=${tries}` : ""}`).catch((wrong) => {
      module = null; // A module that failed may come the next time, under another address.
      tries += 1;
      throw wrong;
    });
    return module;
  };

  /** What the conversation begins with; throws the word for why it does not. @param {string | null | undefined} site @returns {Promise<string>} */
  const ask = async (site) => {
    const locale = encodeURIComponent(language);
    const answer = await fetch(`${server}/api/v1/sites/${encodeURIComponent(site ?? "")}/opening?locale=${locale}`).catch(async () => {
      // Not to be read from here. If a file that everybody may read is, it is this address that may not.
      const anybody = await fetch(`${server}/static/icon.svg`, { cache: "no-store" }).catch(() => null);
      if (!anybody?.ok) throw "away";
      console.info(`Pauta: this page's origin is not registered. On the server: pauta site allow ${site} ${location.origin}`);
      throw "refused";
    });
    if (answer.ok) return answer.text();
    throw answer.status === 404 ? "unknown" : answer.status === 403 ? "refused" : "away";
  };

  /** @param {unknown} why @returns {Word} */
  const whyNot = (why) => (typeof why === "string" ? /** @type {Word} */ (why) : "away");

  /** @param {HTMLElement} element */
  const dress = (element) => {
    for (const [name, value] of Object.entries({ server, site: told.site, locale: told.locale, theme: told.theme, accent: told.accent, tree: told.tree })) {
      if (value && !element.hasAttribute(name)) element.setAttribute(name, value);
    }
    return element;
  };

  const colour = /^#[0-9a-f]{6}$/i.test(told.accent ?? "") ? /** @type {string} */ (told.accent) : "#0f6450";
  const onColour = () => {
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#14120f" : "#ffffff";
  };
  const looks = `
    :host { all: initial; position: fixed; inset: auto 1.25rem 1.25rem auto; z-index: 2147483000; font: 1rem/1.5 system-ui, sans-serif; color-scheme: ${told.theme === "light" || told.theme === "dark" ? told.theme : "light dark"}; }
    button { font: inherit; cursor: pointer; }
    button:focus-visible { outline: 3px solid ${colour}; outline-offset: 3px; }
    .bubble { display: grid; place-items: center; width: 3.5rem; height: 3.5rem; padding: 0; border: 0; border-radius: 50%; background: ${colour}; color: ${onColour()}; box-shadow: 0 1px 2px rgb(0 0 0 / 20%), 0 8px 24px rgb(0 0 0 / 18%); }
    .panel { position: absolute; inset: auto 0 4.25rem auto; width: min(20rem, calc(100vw - 2.5rem)); box-sizing: border-box; padding: 1rem 1.25rem; border: 1px solid light-dark(#ded7ca, #3a342b); border-radius: 0.75rem; background: light-dark(#fffdf9, #1d1a16); color: light-dark(#211d18, #f0ebe2); box-shadow: 0 8px 24px rgb(0 0 0 / 18%); }
    p { margin: 0 0 0.75rem; }
    .row { display: flex; gap: 0.5rem; }
    .row button { min-height: 2.75rem; padding: 0.5rem 1rem; border: 1px solid light-dark(#8c8374, #8f8676); border-radius: 0.5rem; background: none; color: inherit; }
    [hidden] { display: none; }`;

  /** The button in the corner, and what it says while there is no chat behind it. */
  const bubble = () => {
    const host = document.createElement("div");
    host.lang = /^pt/i.test(language) ? "pt-BR" : "en";
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // Not a <style>: the page's policy may forbid those.
    sheet.replaceSync(looks);
    shadow.adoptedStyleSheets = [sheet];

    /** @param {Word} word */
    const press = (word) => Object.assign(document.createElement("button"), { type: "button", textContent: words[word] });
    const open = Object.assign(press("open"), { className: "bubble", textContent: "" });
    open.setAttribute("aria-label", words.open);
    open.setAttribute("aria-expanded", "false");
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "28", height: "28", "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": "1.75", "stroke-linejoin": "round" })) drawing.setAttribute(name, value);
    const path = document.createElementNS(drawing.namespaceURI, "path");
    path.setAttribute("d", "M4 5h16v11H9l-5 4z");
    drawing.append(path);
    open.append(drawing);
    const panel = Object.assign(document.createElement("div"), { className: "panel", hidden: true });
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", words.title);
    const sentence = document.createElement("p");
    sentence.setAttribute("role", "status");
    const [again, close] = [press("again"), press("close")];
    const row = Object.assign(document.createElement("div"), { className: "row" });
    row.append(again, close);
    panel.append(sentence, row);
    shadow.append(panel, open);
    document.body.append(host);

    /** @param {boolean} shown */
    const show = (shown) => {
      panel.hidden = !shown;
      open.setAttribute("aria-expanded", String(shown));
      if (!shown) open.focus();
    };
    /** @param {Word} word */
    const say = (word) => {
      sentence.textContent = words[word];
      again.hidden = word === "opening";
      if (panel.hidden) show(true);
    };

    let wanted = false;
    /** Puts the real chat in the button's place, open. */
    const begin = () => {
      wanted = true;
      say("opening");
      const coming = load();
      coming.catch(() => {}); // What the server says about this page goes before what became of the modules.
      ask(told.site)
        .then(async (opening) => {
          await coming;
          if (!wanted || chat) return;
          const element = /** @type {Chat} */ (document.querySelector('pauta-chat[mode="bubble"]') ?? document.createElement("pauta-chat"));
          element.setAttribute("mode", "bubble");
          element.setAttribute("opening", opening);
          dress(element);
          if (!element.isConnected) document.body.append(element);
          host.remove();
          button = null;
          takeOver(element);
          call("open");
        })
        .catch((why) => wanted && say(whyNot(why)));
    };
    const end = () => {
      wanted = false;
      show(false);
    };
    open.addEventListener("click", () => (panel.hidden ? begin() : end()));
    again.addEventListener("click", begin);
    close.addEventListener("click", end);
    shadow.addEventListener("keydown", (event) => /** @type {KeyboardEvent} */ (event).key === "Escape" && !panel.hidden && end());
    // Whoever comes near is about to open it: the modules may come already.
    for (const interest of ["pointerenter", "focus"]) open.addEventListener(interest, () => load().catch(() => {}), { once: true });
    return { open: begin };
  };

  /** An element that the page placed by itself. @param {HTMLElement} element */
  const fill = async (element) => {
    dress(element);
    try {
      const opening = await ask(element.getAttribute("site"));
      if (!element.hasAttribute("opening")) element.setAttribute("opening", opening);
      await load();
      if (!button && !chat) takeOver(/** @type {Chat} */ (element));
    } catch (why) {
      element.replaceChildren(words[whyNot(why)]);
    }
  };

  const begin = () =>
    quietly(() => {
      const placed = [...document.querySelectorAll('pauta-chat:not([mode="bubble"])')];
      if (told.mode === "bubble" || (!told.mode && !placed.length)) button = bubble();
      for (const element of placed) void fill(/** @type {HTMLElement} */ (element));
      for (const [name, ...given] of waiting.splice(0)) call(name, ...given);
    });

  page.Pauta = { version, push: (/** @type {[string, ...any[]]} */ wanted) => call(...wanted) };
  for (const name of ["open", "close", "toggle", "on", "setLocale", "prefill", "identify"]) {
    page.Pauta[name] = (/** @type {any[]} */ ...given) => call(name, ...given);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

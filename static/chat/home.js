// All briefings of this person: what waits for them, what is under way, what is ready.

import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { register } from "./words.js";

/** @import { Say, Talk } from "./types.js" */
/**
 * A line of `GET /api/v1/conversations`.
 * @typedef {{ conversation: string, title: string, status: string, updated_at: string, name?: string, answered?: number,
 *   group?: "waiting" | "running" | "done", remaining?: number, question?: string, versions?: number }} Line
 */

register({
  "home.title": ["Seus briefings", "Your briefs"],
  "home.new": ["Novo briefing", "New brief"],
  "home.back": ["Voltar à conversa", "Back to the conversation"],
  "home.waiting": ["Esperando você", "Waiting for you"],
  "home.running": ["Em andamento", "Under way"],
  "home.done": ["Prontos", "Ready"],
  "home.no_waiting": ["Nada espera por você agora.", "Nothing waits for you right now."],
  "home.no_running": ["Nenhum outro briefing em andamento.", "No other brief is under way."],
  "home.no_done": ["O primeiro briefing pronto fica aqui, para baixar, imprimir ou duplicar.", "Your first finished brief will be here, to download, print or duplicate."],
  "home.start": ["Começar um briefing", "Start a brief"],
  "home.example": ["Ver um exemplo pronto", "See a finished example"],
  "home.open": ["Continuar", "Continue"],
  "home.open_of": ["Continuar: {name}", "Continue: {name}"],
  "home.read": ["Abrir a conversa", "Open the conversation"],
  "home.read_of": ["Abrir a conversa: {name}", "Open the conversation: {name}"],
  "home.brief": ["Ver o briefing", "See the brief"],
  "home.brief_of": ["Ver o briefing: {name}", "See the brief: {name}"],
  "home.copy": ["Duplicar briefing", "Duplicate brief"],
  "home.copy_of": ["Duplicar briefing: {name}", "Duplicate brief: {name}"],
  "home.copy_hint": ["Duplicar copia tudo; só pergunto o que mudou.", "Duplicating copies everything; only what changed is asked."],
  "home.link": ["Copiar link para continuar em outro aparelho", "Copy a link to go on from another device"],
  "home.link_of": ["Copiar link para continuar em outro aparelho: {name}", "Copy a link to go on from another device: {name}"],
  "home.telegram": ["Continuar no Telegram", "Go on in Telegram"],
  "home.telegram_of": ["Continuar no Telegram: {name}", "Go on in Telegram: {name}"],
  "home.link_hint": ["O link abre a conversa sem senha: quem tem o link lê e responde como você, em todos os seus briefings daqui. Guarde para você.", "The link opens the conversation without a password: whoever has it reads and answers as you, in all of your briefs here. Keep it to yourself."],
  "home.copied": ["Link copiado.", "Link copied."],
  "home.by_hand": ["Copie o link abaixo.", "Copy the link below."],
  "home.question": ["pergunta {n} de {all}", "question {n} of {all}"],
  "home.touched": ["última mudança {when}", "last change {when}"],
  "home.just_now": ["agora há pouco", "just now"],
  "home.version": ["versão {n}", "version {n}"],
  "home.here": ["aberto agora", "open now"],
  "home.loading": ["Buscando seus briefings…", "Fetching your briefs…"],
  "home.offline": ["Sem conexão com o servidor. Seus briefings estão guardados lá; a lista volta com a conexão.", "No connection to the server. Your briefs are kept there; the list comes back with the connection."],
  "home.retry": ["Tentar de novo", "Try again"],
});

const GROUPS = /** @type {const} */ (["waiting", "running", "done"]);
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];

/**
 * How long ago something was, in words, by the server's clock.
 * @param {Say} say
 * @param {string} locale
 * @param {number} then
 * @param {number} now
 */
export function ago(say, locale, then, now) {
  const seconds = (now - then) / 1000;
  const [unit, of] = UNITS.find(([, of]) => seconds >= of) ?? [null, 1];
  return unit ? new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-Math.floor(seconds / of), unit) : say("home.just_now");
}

/**
 * In which section a briefing is.
 * @param {Pick<Line, "group" | "status">} line
 */
export const groupOf = ({ group, status }) => group ?? (status === "completed" ? "done" : "waiting");

/**
 * What is told below a briefing's name.
 * @param {Say} say
 * @param {string} locale
 * @param {Line} line
 * @param {number} now
 */
export function about(say, locale, line, now) {
  const { answered = 0, remaining = 0, versions = 0, updated_at } = line;
  const isDone = groupOf(line) === "done";
  const far = isDone
    ? versions > 0 && say("home.version", { n: versions })
    : answered + remaining > 0 && say("home.question", { n: Math.min(answered + 1, answered + remaining), all: answered + remaining });
  return [far, say("home.touched", { when: ago(say, locale, Date.parse(updated_at), now) })].filter(Boolean).join(" · ");
}

/**
 * A link that goes on with a conversation. What is secret is in the fragment, which no server is sent.
 * @param {string} page
 * @param {string} conversation
 * @param {string} token
 */
export const resumeLink = (page, conversation, token) => `${page.split("#")[0]}#resume=${conversation}.${token}`;

/**
 * The list of this person's briefings. Fires `close` once something was chosen.
 * @param {Talk} talk
 * @returns {HTMLElement}
 */
export function home(talk) {
  const { locale } = talk;
  /** @type {Say} */
  const say = (key, fill) => talk.say(key, fill);
  const close = () => element.dispatchEvent(new CustomEvent("close", { bubbles: true }));
  /** @param {Parameters<typeof talk.open>[0]} which */
  const open = (which) => () => (talk.open(which), close());
  /** @param {string} key @param {() => void} onclick @param {Record<string, any>} [more] */
  const button = (key, onclick, more = {}) => h("button", { type: "button", class: "button", onclick, ...more }, say(key));
  /** A page of the server: beside the site that this one is built into. @param {string} key @param {string} path @param {Record<string, any>} [more] */
  const link = (key, path, more = {}) => h("a", { class: "button", href: talk.server + path, target: talk.server === location.origin ? "" : "_blank", rel: "noopener", ...more }, say(key));

  const style = sheet("home.css");
  const title = h("h2", { tabIndex: -1 }, say("home.title"));
  const back = button("home.back", close, { class: "button quiet", "data-act": "back" });
  const fresh = button("home.new", open("new"), { class: "button primary", "data-act": "new" });
  const status = h("p", { class: "home-status", role: "status" });
  const body = h("div", { class: "groups" });
  const element = h("section", { class: "home", ariaLabel: say("home.title"), hidden: true }, style.link, h("div", { class: "home-head" }, title, h("div", { class: "acts" }, back, fresh)), status, body);

  /** @param {Line} line @param {HTMLElement} item */
  async function copyLink({ conversation }, item) {
    const link = resumeLink(location.href, conversation, talk.who?.token ?? "");
    item.querySelector(".resume")?.remove();
    let done = "home.copied";
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      done = "home.by_hand"; // not over plain http, and not where a site forbids it
    }
    const field = h("input", { class: "input", readOnly: true, value: link, ariaLabel: say("home.by_hand") });
    item.append(h("div", { class: "resume" }, h("p", { role: "status" }, `${say(done)} ${say("home.link_hint")}`), done === "home.by_hand" && field));
    if (field.isConnected) field.select();
  }

  /** @param {Line} line @param {number} now */
  function item(line, now) {
    const { conversation, question } = line;
    const name = line.name || line.title;
    const isDone = groupOf(line) === "done";
    const isHere = talk.who?.conversation === conversation;
    const key = isDone ? "home.read" : "home.open";
    /** @param {string} key */
    const of = (key) => say(`${key}_of`, { name });
    const made = h("li", { class: "brief", "data-conversation": conversation },
      h("h4", {}, name, isHere && h("span", { class: "badge" }, say("home.here"))),
      h("p", { class: "about" }, about(say, locale, line, now)),
      !isDone && question && h("p", { class: "question" }, question));
    const acts = h("div", { class: "acts" },
      // That page reads who we are from this browser's storage, which is the server's own only here.
      isDone && talk.server === location.origin && link("home.brief", `/brief#${conversation}`, { "data-act": "brief", ariaLabel: of("home.brief") }),
      button(key, isHere ? close : open({ conversation }), { "data-act": "open", ariaLabel: of(key) }),
      button("home.copy", open({ copy_of: conversation }), { "data-act": "copy", ariaLabel: of("home.copy"), class: "button quiet", title: say("home.copy_hint") }),
      talk.who && button("home.link", () => copyLink(line, made), { "data-act": "link", ariaLabel: of("home.link"), class: "button quiet" }),
      talk.telegram && button("home.telegram", async () => (await import("./telegram.js")).goOn(talk, /** @type {ShadowRoot} */ (element.getRootNode()), conversation), { "data-act": "telegram", ariaLabel: of("home.telegram"), class: "button quiet" }));
    made.append(acts);
    return made;
  }

  /** Why a section is empty, and the one thing to do about it. @param {string} group */
  const empty = (group) => h("div", { class: "empty" }, h("p", {}, say(`home.no_${group}`)),
    group === "done" ? link("home.example", "/example") : button("home.start", open("new")));

  /** @param {Line[]} lines @param {number} now */
  function show(lines, now) {
    body.replaceChildren(...GROUPS.map((group) => {
      const of = lines.filter((line) => groupOf(line) === group);
      const heading = h("h3", {}, say(`home.${group}`), of.length > 0 && h("span", { class: "count" }, String(of.length)));
      return h("section", { class: group }, heading, of.length ? h("ul", { role: "list" }, ...of.map((line) => item(line, now))) : empty(group));
    }), h("p", { class: "hint" }, say("home.copy_hint")));
  }

  async function load() {
    body.replaceChildren();
    status.replaceChildren(say("home.loading"));
    try {
      const came = await talk.request("/api/v1/conversations");
      const told = await came.json();
      if (!came.ok && came.status !== 401) return failed(told.message);
      // A browser's clock may be wrong; the server's says how long ago something was.
      const now = Date.parse(came.headers.get("date") ?? "") || Date.now();
      status.replaceChildren();
      show(told.conversations ?? [], now);
    } catch {
      failed(say("home.offline"));
    }
  }

  /** @param {string} message */
  const failed = (message) => status.replaceChildren(message, " ", button("home.retry", load, { "data-act": "retry" }));

  style.ready.then(() => ((element.hidden = false), title.focus({ preventScroll: true })));
  load();
  return element;
}

// One conversation over `pauta.chat/1` (docs/protocol.md). Everything that matters is a row on the server; what was
// said and is not one yet is in the outbox, and goes again under its own id until it is answered.

import { Known } from "./known.js";
import { Link } from "./link.js";
import { Outbox, local, newId, read, resume, tab } from "./storage.js";
import { register } from "./words.js";

/** @import { Body, Card, FileRef, Impact, Opening, Rejected, Resolve, Row, Talk, Value, What } from "./types.js" */
/** @typedef {{ server: string, site: string, locale: string, tree?: string, opening?: Opening | null, attach?: boolean }} Where */

register({
  too_long: ["É texto demais para uma mensagem só: cabem uns 60 mil caracteres. Ele continua na caixa; envie em partes.", "That is too much text for one message: about 60 thousand characters fit. It is still in the box; send it in parts."],
  anew: ["Esta conversa não está mais disponível neste navegador. Comecei outra; o que ainda não tinha sido enviado está na caixa.", "That conversation is no longer available in this browser. I started another; what had not been sent is in the box."],
  not_kept: ["Este navegador não guarda dados desta página: a conversa fica só enquanto ela estiver aberta.", "This browser keeps no data for this page: the conversation lasts while the page is open."],
  no_server: ["Sem conexão com o servidor. Nada mudou; tente de novo daqui a pouco.", "No connection to the server. Nothing has changed; try again in a moment."],
  other_question: ["A primeira pergunta mudou enquanto esta página estava aberta. O que você escreveu está na caixa.", "The first question changed while this page was open. What you wrote is in the box."],
});

// A frame holds 64 KiB.
const FRAME_MAX = 60_000;
const LATER = ["rate_limited", "unavailable", "read_only"];

/** @implements {Talk} */
export class TalkOverSocket extends Known {
  /** @type {Opening | null} */
  opening = null;
  /** @type {string | undefined} A signed identity of the site's own. */
  user;
  /** @type {import("./stream.js").Streams | null} What the running assists write, once there was one. */
  stream = null;

  /** @type {string | undefined} */
  #copyOf;
  /** @type {Map<string, number>} Accepted, but not yet there as a row: it is not to vanish meanwhile. */
  #leaving = new Map();
  /** @type {Promise<import("./stream.js").Streams> | null} */
  #stream = null;

  /** @param {Where} where */
  constructor(where) {
    super(where.locale);
    const { server, site } = where;
    this.server = server;
    this.site = site;
    this.where = where;
    this.key = `pauta:${site}`;
    resume(this.key);
    this.token = read(local.get(this.key))?.token;
    this.outbox = new Outbox(site, "");
    this.link = new Link(`${server.replace(/^http/, "ws")}/ws`, {
      hello: () => this.#hello(),
      take: (frame) => this.#take(frame),
      open: (open) => open || this.be("offline"),
    });
    addEventListener("storage", ({ key }) => this.#otherTab(key));
  }

  get unsent() {
    return this.outbox.entries.map(({ frame, text }) => ({ client_msg_id: frame.client_msg_id, text }));
  }

  /** Whether the pending question was answered, and the answer is on its way. */
  get answered() {
    return this.outbox.entries.some(({ frame }) => frame.ask === this.ask?.id || frame.type === "decide");
  }

  /** Begins where this tab, or this browser, was. */
  async begin() {
    const here = tab.get(this.key);
    const conversation = here ?? read(local.get(this.key))?.conversation;
    if (!local.lasts) this.tell(this.say("not_kept"));
    if (this.token && conversation) return this.#enter(conversation);
    await this.#start();
  }

  /** @param {Body} body @param {string} [path] @param {string} [shown] */
  answer(body, path, shown) {
    const ask = this.ask;
    /** @type {(id: string) => string} */
    const label = (id) => [...(ask?.input.options ?? []), ...(ask?.buttons ?? [])].find((one) => one.id === id)?.label ?? id;
    const text = shown ?? ("text" in body ? body.text : "options" in body ? body.options.map(label).join(", ") : "files" in body ? body.files.map(({ file }) => file).join(", ") : words(body.value));
    this.#send({ type: "answer", ...(ask && { ask: ask.id }), ...(path && { path }), ...body }, text);
  }

  /** @param {string} name @param {Record<string, unknown>} [args] @param {string} [shown] */
  command(name, args, shown = this.say(name)) {
    if (name === "language" && !this.who) return void this.#start(String(args?.locale));
    this.#send({ type: "command", name, ...(args && { args }) }, shown);
  }

  /** @param {Card} card @param {"accept" | "edit" | "keep" | "another"} decision @param {Record<string, Value | null>} [content] */
  decide(card, decision, content) {
    const text = card.buttons.find(({ id }) => id === decision)?.label ?? decision;
    this.#send({ type: "decide", card: card.id, version: card.version, decision, ...(content && { content }) }, text);
  }

  /** @param {string} path @param {Body} body @returns {Promise<Impact>} */
  preview(path, body) {
    return this.#input({ type: "edit", path, ...body, preview: true });
  }

  /** @param {string} path @param {Body} body @param {number} expect @param {Record<string, Resolve>} resolve */
  async edit(path, body, expect, resolve) {
    return (await this.#input({ type: "edit", path, ...body, expect, resolve })).accepted;
  }

  /** @param {File} file @param {(share: number) => void} [progress] @returns {Promise<FileRef>} */
  async upload(file, progress) {
    const { conversation, token } = await this.begun();
    const { upload } = await import("./upload.js");
    return upload(`${this.server}/api/v1/conversations/${conversation}/files`, token, this.locale, file, progress).catch((refused) => {
      throw refused ?? { code: "unavailable", message: this.say("no_server") };
    });
  }

  /** @param {string} path @param {RequestInit} [init] */
  request(path, init = {}) {
    const headers = new Headers(init.headers);
    if (this.token) headers.set("authorization", `Bearer ${this.token}`);
    headers.set("accept-language", this.locale);
    if (typeof init.body === "string") headers.set("content-type", "application/json");
    return fetch(this.server + path, { ...init, headers });
  }

  /** @param {{ conversation: string } | { copy_of: string } | "new"} which */
  open(which) {
    if (which === "new") {
      tab.set(this.key, "");
      return void this.#start();
    }
    if ("conversation" in which) return this.#enter(which.conversation);
    this.#leave();
    this.#copyOf = which.copy_of;
    this.#connect();
  }

  /** @param {string} user */
  identify(user) {
    this.user = user;
    if (this.status !== "open") return;
    this.link.close();
    this.#connect();
  }

  /** Forgets the conversation that was shown; what is kept of it stays kept. */
  #leave() {
    this.link.close();
    this.forget();
    this.stream?.are([]);
    this.opening = null;
    this.#leaving.clear();
    this.#copyOf = undefined;
    this.outbox = new Outbox(this.site, `new-${this.#tab()}`);
    this.fire("opened");
  }

  /** Names this tab, for what it says before there is a conversation. */
  #tab() {
    const id = tab.get("pauta:tab") ?? newId();
    tab.set("pauta:tab", id);
    return id;
  }

  /** @param {string} conversation */
  #enter(conversation) {
    this.#leave();
    this.who = { conversation, token: this.token };
    tab.set(this.key, conversation);
    this.outbox = new Outbox(this.site, conversation);
    this.#connect();
  }

  #connect() {
    this.be("connecting");
    this.link.open();
  }

  /** Shows what a new conversation begins with; there is none before something is said. */
  async #start(locale = this.locale) {
    this.#leave();
    const { site, opening, tree } = this.where;
    const ready = opening?.locale === locale ? opening : null;
    try {
      const query = new URLSearchParams({ locale, ...(tree && { tree }) });
      const answer = ready ?? (await this.request(`/api/v1/sites/${site}/opening?${query}`));
      if (this.who || this.#copyOf) return;
      this.opening = answer instanceof Response ? (answer.ok ? await answer.json() : null) : answer;
    } catch {
      this.be("offline");
      return void setTimeout(() => this.who || this.opening || this.#start(locale), 2_000 + 3_000 * Math.random());
    }
    if (!this.opening) return this.#connect();
    this.be("new");
    this.opens(this.opening);
    if (this.outbox.entries.length) this.#connect();
  }

  /** What another tab did. @param {string | null} key */
  #otherTab(key) {
    if (key?.startsWith(this.outbox.prefix)) {
      this.outbox.refresh();
      this.fire("unsent");
    }
    const began = key === this.key && read(local.get(key))?.conversation;
    // The same visitor began in another tab, and nothing was said in this one.
    if (began && !this.who && tab.get(this.key) === null && !this.outbox.entries.length) {
      this.token = read(local.get(this.key)).token;
      this.#enter(began);
    }
  }

  #hello() {
    const { site, tree } = this.where;
    const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const known = this.who && { conversation: this.who.conversation, after_seq: this.seq };
    const begins = !known && { ...(tree && { tree }), ...(this.#copyOf && { copy_of: this.#copyOf }) };
    return { type: "hello", protocol: 1, site, locale: this.locale, tz, ...(this.token && { token: this.token }), ...(this.user && { user: this.user }), ...known, ...begins };
  }

  /** @param {object} frame @param {string} text */
  #send(frame, text) {
    const sent = { ...frame, client_msg_id: newId() };
    if (!fits(sent)) {
      this.giveBack(text);
      return this.tell(this.say("too_long"));
    }
    if (this.notice) this.tell("");
    this.outbox.add(sent, text);
    this.fire("unsent");
    if (this.status === "open") this.link.put(sent);
    else this.link.open();
  }

  #sendAll() {
    for (const { frame } of this.outbox.entries) this.link.put(frame);
  }

  /** The conversation, which begins now if it has not. @returns {Promise<{ conversation: string, token: string }>} */
  begun() {
    const who = this.who;
    if (who) return Promise.resolve(who);
    this.link.open();
    return new Promise((resolve) => {
      const welcomed = () => {
        if (!this.who) return;
        this.removeEventListener("change", welcomed);
        resolve(this.who);
      };
      this.addEventListener("change", welcomed);
    });
  }

  /** An input over HTTP, whose reply is wanted at once. @param {object} frame */
  async #input(frame) {
    const sent = JSON.stringify({ ...frame, client_msg_id: newId() });
    if (!fits(frame)) throw { code: "too_large", message: this.say("too_long") };
    const { conversation } = await this.begun();
    let answer;
    try {
      answer = await this.request(`/api/v1/conversations/${conversation}/inputs`, { method: "POST", body: sent });
    } catch {
      throw { code: "unavailable", message: this.say("no_server") };
    }
    const said = await answer.json().catch(() => ({ code: "unavailable", message: this.say("no_server") }));
    if (!answer.ok) throw said;
    return said;
  }

  /** @param {any} frame */
  #take(frame) {
    switch (frame.type) {
      case "welcome": return this.#welcome(frame);
      case "message": return this.#message(frame);
      case "update": return this.update(frame);
      case "brief": return this.note(frame);
      case "accepted": return this.#accepted(frame);
      case "rejected": return this.#rejected(frame);
      case "bye": return this.link.wait(frame.retry_after_ms);
      case "gap": return this.gap(frame.from_seq);
      case "ai": return this.can(frame);
      case "piece": return this.makes(undefined, frame.seq);
      case "production": return this.makes(frame);
      case "partial": case "status": return this.#streams((stream) => stream.take(frame));
    }
  }

  /** What is not durable comes and goes in a module of its own, in the order in which it came. @param {(stream: import("./stream.js").Streams) => void} then */
  #streams(then) {
    this.#stream ??= import("./stream.js").then(({ Streams }) => (this.stream = new Streams(this)));
    this.#stream.then(then).catch(() => (this.#stream = null));
  }

  /** @param {import("./types.js").Welcome} frame */
  #welcome(frame) {
    const { conversation, token, pending } = frame;
    this.link.well();
    this.token = token;
    const isNew = !this.who;
    const another = isNew && this.ask && this.ask.path !== pending?.path;
    this.who = { conversation, token };
    local.set(this.key, JSON.stringify({ token, conversation }));
    tab.set(this.key, conversation);
    const kept = isNew ? new Outbox(this.site, conversation) : this.outbox;
    if (another) {
      for (const { frame: said, text } of this.outbox.entries) {
        this.outbox.settle(said.client_msg_id);
        if (said.type === "answer") this.giveBack(text);
        else if (said.args?.text) this.giveBack(said.args.text);
      }
      this.tell(this.say("other_question"));
    }
    if (isNew) this.outbox.moveTo(kept);
    this.outbox = kept;
    this.be("open");
    this.welcomed(frame);
    const { running = [] } = frame;
    if (running.length || this.stream) this.#streams((stream) => stream.are(running));
    this.#sendAll();
    this.fire("unsent");
  }

  /** @param {Row} row */
  #message(row) {
    const left = [...this.#leaving].filter(([, seq]) => seq <= row.seq);
    for (const [id] of left) {
      this.#leaving.delete(id);
      this.outbox.settle(id);
    }
    this.row(row);
    if (left.length) this.fire("unsent");
  }

  /** @param {import("./types.js").Accepted} frame */
  #accepted({ client_msg_id, seq }) {
    const entry = this.outbox.entries.find(({ frame }) => frame.client_msg_id === client_msg_id);
    if (!entry) return;
    if (seq > this.seq) this.#leaving.set(client_msg_id, seq);
    else this.outbox.settle(client_msg_id);
    this.fire("unsent");
    const { name, args, options } = entry.frame;
    const on = name === "ai" ? args.on : options && { ai_yes: true, ai_no: false }[/** @type {"ai_yes"} */ (options[0])];
    if (on !== undefined && this.ai) this.can({ ...this.ai, on });
    // A new hello brings the brief, and whatever else has words, in the other language.
    if (name === "language") {
      this.outbox.settle(client_msg_id);
      this.link.close();
      this.speak(args.locale);
      this.#connect();
    }
  }

  /** @param {Rejected} frame */
  #rejected({ client_msg_id, code, message, retry_after_ms = 2_000 }) {
    if (["unauthorised", "unknown_conversation"].includes(code)) return this.#anew(code);
    this.tell(message);
    if (!client_msg_id) {
      if (code === "rate_limited") this.link.wait(retry_after_ms);
      else if (code !== "unavailable") this.link.close();
      if (code !== "unavailable") this.be("offline");
      return;
    }
    if (LATER.includes(code)) return void setTimeout(() => this.#sendAll(), retry_after_ms);
    const entry = this.outbox.settle(client_msg_id);
    const { type, text, args } = entry?.frame ?? {};
    if (type === "answer" && text !== undefined) this.giveBack(entry?.text ?? "");
    else if (args?.text) this.giveBack(args.text);
    this.fire("unsent");
    this.fire("notice");
  }

  /** There is no way back to that conversation. @param {string} code */
  #anew(code) {
    const texts = this.outbox.entries.flatMap(({ frame, text }) => frame.args?.text ?? (frame.text !== undefined ? text : []));
    for (const { frame } of [...this.outbox.entries]) this.outbox.settle(frame.client_msg_id);
    if (code === "unauthorised") this.token = undefined;
    local.set(this.key, this.token ? JSON.stringify({ token: this.token }) : null);
    tab.set(this.key, null);
    void this.#start();
    this.giveBack(texts.join("\n"));
    this.tell(this.say("anew"));
  }
}

/** @param {object} frame */
const fits = (frame) => new Blob([JSON.stringify(frame)]).size < FRAME_MAX;

/** A value in words, until the server has said how it reads. @param {any} value @returns {string} */
const words = (value) =>
  value === null || value === undefined ? "" : typeof value !== "object" ? String(value) : Object.values(value).map(words).filter(Boolean).join(" · ");

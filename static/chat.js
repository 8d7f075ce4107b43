// The plain page over `pauta.chat/1`: rows in, answers out. Everything that matters is a row on the server.

const $ = (id) => document.getElementById(id);
const site = document.body.dataset.site;
const words = JSON.parse(document.body.dataset.words);
const lang = document.documentElement.lang;
const read = (key) => JSON.parse(localStorage.getItem(`pauta.${key}`) ?? "null");
const keep = (key, value) => localStorage.setItem(`pauta.${key}`, JSON.stringify(value));

let who = read("who"); // { conversation, token }
let unsent = read("unsent") ?? []; // frames that were not answered yet, the oldest first
let seq = 0; // the last row on the page
let ask = null; // the question that is pending
let order = []; // the brief's fields, by path
let fields = new Map();
let editing = null; // { path, version, after }
let socket = null;
let tries = 0;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

const button = (label, press, attributes = {}) =>
  element("button", { type: "button", onclick: press, ...attributes }, label);

// ── the socket ──────────────────────────────────────────────

function connect() {
  say(words.connecting);
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket.onopen = () => {
    const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const hello = { type: "hello", protocol: 1, site, locale: lang, tz };
    if (who) Object.assign(hello, who, { after_seq: seq });
    socket.send(JSON.stringify(hello));
  };
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = () => {
    socket = null;
    say(words.offline);
    // A closed socket comes back: soon at first, at most every half minute, never all at once.
    if (!document.hidden) again(Math.min(30_000, 500 * 2 ** tries++) * (0.5 + Math.random()));
  };
}

let timer = 0;
function again(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => socket ?? connect(), ms);
}
document.addEventListener("visibilitychange", () => document.hidden || socket || again(0));
window.addEventListener("online", () => socket || again(0));
setInterval(() => document.hidden || socket?.readyState !== 1 || socket.send('{"type":"ping"}'), 60_000);

const takes = { welcome, accepted, rejected, message, update, impact, brief, gap, bye };
const take = (frame) => takes[frame.type]?.(frame);

function welcome(frame) {
  tries = 0;
  say("");
  who = { conversation: frame.conversation, token: frame.token };
  keep("who", who);
  document.title = `${frame.tree.title} · Pauta`;
  brief(frame.brief);
  showAsk(frame.pending);
  for (const waiting of unsent) socket.send(JSON.stringify(waiting));
}

function send(frame) {
  const sent = { ...frame, client_msg_id: crypto.randomUUID?.() ?? uuid() };
  if (!frame.preview) {
    unsent.push(sent);
    keep("unsent", unsent);
    say(words.sending);
  }
  if (socket?.readyState === 1 && who) socket.send(JSON.stringify(sent));
  else say(words.offline);
}

// On plain http other than localhost the browser has no randomUUID.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function settle(id) {
  const of = unsent.find((frame) => frame.client_msg_id === id);
  unsent = unsent.filter((frame) => frame !== of);
  keep("unsent", unsent);
  return of;
}

function accepted(frame) {
  const of = settle(frame.client_msg_id);
  say("");
  if (of?.type === "command" && of.name === "language") location.search = `?lang=${of.args.locale}`;
  if (of?.type === "edit") $("edit").close();
}

function rejected(frame) {
  if (!frame.client_msg_id) {
    if (!["unauthorised", "unknown_conversation"].includes(frame.code)) return say(frame.message);
    return start(); // the conversation that was stored here is not to be had: begin anew
  }
  say(frame.message);
  if (["rate_limited", "unavailable", "read_only"].includes(frame.code)) {
    // Not now: the same frame again when it may work.
    const of = unsent.find((waiting) => waiting.client_msg_id === frame.client_msg_id);
    const retry = () => of && unsent.includes(of) && socket?.readyState === 1 && socket.send(JSON.stringify(of));
    return setTimeout(retry, frame.retry_after_ms ?? 2000);
  }
  const of = settle(frame.client_msg_id);
  if (frame.code === "conflict") impact(frame.impact);
  else if (frame.code !== "stale_ask" && of?.type === "answer" && of.text) $("text").value ||= of.text;
  else if ($("edit").open) $("impact").textContent = frame.message;
}

function gap(frame) {
  seq = frame.from_seq - 1;
  if (seq === 0) $("messages").replaceChildren();
}

function bye(frame) {
  say(words.offline);
  again(frame.retry_after_ms);
}

function say(text) {
  $("state").textContent = text;
}

function start() {
  localStorage.removeItem("pauta.who");
  localStorage.removeItem("pauta.unsent");
  location.reload();
}

// ── rows ────────────────────────────────────────────────────

function message(row) {
  if (row.seq <= seq) return;
  seq = row.seq;
  const item = element("li", { class: `${row.from} ${row.kind}`, "data-seq": row.seq });
  item.append(element("p", {}, row.text));
  if (row.ask?.why && row.kind === "ask") item.append(element("details", {}, element("summary", {}, words.why), row.ask.why));
  if (row.card) item.append(card(row.card));
  if (row.kind === "produced") item.append(exports());
  $("messages").append(item);
  toEnd();
  if (row.ask || row.from === "person") showAsk(row.ask ?? null);
}

const toEnd = () => $("messages").scrollTo(0, $("messages").scrollHeight);
// The controls below take room as they come and go.
new ResizeObserver(toEnd).observe($("messages"));

function update(row) {
  seq = Math.max(seq, row.seq);
  for (const shown of document.querySelectorAll(".card")) {
    if (shown.dataset.card !== row.card || Number(shown.dataset.version) > row.version) continue;
    shown.dataset.state = row.state;
    if (row.state !== "open") shown.querySelectorAll("button, textarea").forEach((part) => part.remove());
  }
}

function card(of) {
  const made = element("div", { class: "card", "data-card": of.id, "data-version": of.version, "data-state": of.state });
  const own = new Map();
  for (const field of of.fields) {
    made.append(element("h3", {}, field.label), element("p", {}, field.to));
    if (typeof field.value === "string") {
      const text = element("textarea", { rows: 3, hidden: true, "aria-label": field.label });
      text.value = field.to;
      own.set(field.path, text);
      made.append(text);
    }
  }
  for (const line of [...(of.why ?? []), ...(of.questions ?? [])]) made.append(element("p", { class: "why" }, line));
  const decide = (decision, content) => send({ type: "decide", card: of.id, version: of.version, decision, ...content });
  for (const { id, label } of of.buttons) {
    const edit = (event) => {
      for (const text of own.values()) text.hidden = false;
      const content = () => Object.fromEntries([...own].map(([path, text]) => [path, text.value]));
      event.target.replaceWith(button(words.own_version, () => decide("edit", { content: content() })));
    };
    if (id !== "edit" || own.size) made.append(button(label, id === "edit" ? edit : () => decide(id), { "data-decision": id }));
  }
  return made;
}

function exports() {
  const get = async (name) => {
    const headers = { authorization: `Bearer ${who.token}` };
    const answer = await fetch(`/api/v1/conversations/${who.conversation}/${name}`, { headers });
    if (!answer.ok) return say((await answer.json()).message);
    const link = element("a", { href: URL.createObjectURL(await answer.blob()), download: name === "brief" ? "brief.json" : name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return element("p", { class: "exports" }, button(words.json, () => get("brief")), button(words.markdown, () => get("brief.md")));
}

// ── the question ────────────────────────────────────────────

const answer = (body) => send({ type: "answer", ...(ask && { ask: ask.id }), ...body });
const press = (id) => () => answer({ options: [id] });

function showAsk(next) {
  ask = next;
  const controls = $("controls");
  controls.replaceChildren();
  controls.dataset.path = next?.path ?? "";
  $("text").placeholder = next?.example ?? "";
  if (!next) return;
  const { type, options = [], parts = [] } = next.input;
  if (parts.length) controls.append(form(parts));
  else if (["multi_choice", "rank"].includes(type) && options.length) controls.append(ticks(options));
  else controls.append(...options.map(({ id, label, hint }) => button(label, press(id), { title: hint, "data-option": id })));
  // A proposal that is waited for has its buttons on its card.
  const onCard = document.querySelector(`li[data-seq="${next.id}"] .card`);
  if (!onCard) controls.append(...(next.buttons ?? []).map(({ id, label }) => button(label, press(id), { class: "other", "data-press": id })));
}

function ticks(options) {
  const chosen = []; // in the order of ticking: it is the person's own
  const box = ({ id, label }) => {
    const tick = (event) => (event.target.checked ? chosen.push(id) : chosen.splice(chosen.indexOf(id), 1));
    return element("label", {}, element("input", { type: "checkbox", onchange: tick, "data-option": id }), label);
  };
  const done = () => chosen.length && answer({ options: chosen });
  return element("fieldset", {}, ...options.map(box), button(words.send_choice, done));
}

// A composite is sent in words, a line per part, as one would write it; the server reads each by its type.
function form(parts) {
  const inputs = parts.map((part) => {
    const choices = part.input.options?.map(({ label }) => element("option", {}, label));
    const input = choices?.length
      ? element("select", { "aria-label": part.label }, element("option", { value: "" }), ...choices)
      : element("input", { "aria-label": part.label, autocomplete: "off" });
    return { part, input, row: element("label", {}, part.label, input) };
  });
  const submit = (event) => {
    event.preventDefault();
    const lines = inputs.filter(({ input }) => input.value.trim()).map(({ part, input }) => `${part.label}: ${input.value.trim()}`);
    if (lines.length) answer({ text: lines.join("\n") });
  };
  return element("form", { onsubmit: submit }, ...inputs.map(({ row }) => row), element("button", {}, words.send_form));
}

// ── the brief ───────────────────────────────────────────────

function brief(change) {
  order = change.order ?? order;
  for (const slot of change.slots) fields.set(slot.path, slot);
  $("score").textContent = `${words.score} ${change.score.value}`;
  $("reasons").replaceChildren(...change.score.reasons.map((reason) => element("li", {}, `+${reason.missing}: ${reason.text}`)));
  const rows = order.map((path) => fields.get(path)).filter((field) => field && !field.internal);
  $("brief").replaceChildren(...rows.flatMap((field) => [
    element("dt", {}, field.label, " ", element("small", { class: field.state }, words[field.state] ?? field.state)),
    element("dd", {}, field.shown ?? "", ...(field.warning ? [element("em", {}, field.warning)] : []),
      ...(field.state === "missing" ? [] : [button(words.edit, () => edit(field), { "aria-label": words.edit_of.replace("{label}", field.label), "data-edit": field.path })])),
  ]));
}

function edit(field) {
  editing = { path: field.path };
  $("edit-title").textContent = words.edit_of.replace("{label}", field.label);
  $("edit-text").value = field.shown ?? "";
  $("impact").replaceChildren();
  $("edit-apply").hidden = true;
  $("edit").showModal();
}

function impact(frame) {
  if (editing?.path !== frame.path) return;
  editing.version = frame.version;
  const rows = frame.changes.filter((change) => change.path !== frame.path).map((change) => {
    const choices = (change.choices ?? []).map((choice) => element("option", { value: choice }, words[choice] ?? choice));
    const choose = choices.length ? [element("select", { "data-path": change.path, "aria-label": change.label }, ...choices)] : [];
    return element("li", {}, change.label, change.from ? `: ${change.from}` : "", " ", ...choose);
  });
  $("impact").replaceChildren(rows.length ? element("ul", {}, words.impact, ...rows) : words.no_impact);
  $("edit-apply").hidden = false;
}

const edited = (more) => send({ type: "edit", path: editing.path, text: $("edit-text").value, ...more });
$("edit-preview").onclick = () => edited({ preview: true });
$("edit-text").oninput = () => ($("edit-apply").hidden = true);
$("edit-apply").onclick = () => {
  const chosen = [...document.querySelectorAll("#impact select")].map((select) => [select.dataset.path, select.value]);
  edited({ expect: editing.version, resolve: Object.fromEntries(chosen) });
};

// ── what is always there ────────────────────────────────────

$("composer").onsubmit = (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  answer({ text });
};
$("text").onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("composer").requestSubmit();
  }
};
for (const item of document.querySelectorAll("[data-command]")) {
  item.onclick = () => send({ type: "command", name: item.dataset.command });
}
$("new").onclick = start;
$("language").onclick = () => send({ type: "command", name: "language", args: { locale: lang === "en" ? "pt-BR" : "en" } });
$("panel").open = matchMedia("(min-width: 60rem)").matches;
connect();

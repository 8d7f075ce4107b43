// The plain page over `pauta.chat/1`: rows in, answers out. Everything that matters is a row on the server.

const $ = (id) => document.getElementById(id);
const { site } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const lang = document.documentElement.lang;

// Kept over a reload: { conversation, token }, and the frames that were not answered yet, the oldest first.
let { who, unsent = [] } = JSON.parse(localStorage.pauta ?? "{}");
const keep = () => (localStorage.pauta = JSON.stringify({ who, unsent }));
let seq = 0; // the last row on the page
let ask = null; // the question that is pending
let order = []; // the brief's fields, by path
const fields = new Map();
let editing = null; // { path, version }
let lostFocus = false; // what had the focus was taken off the page

function element(tag, { dataset = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

const button = (label, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, label);
const say = (text) => $("state").replaceChildren(text);

// The socket.
let socket = null;
let tries = 0;
let pause = 0; // ms that the server asked for before we come back
const isOpen = () => socket?.readyState === WebSocket.OPEN;
const put = (frame) => isOpen() && socket.send(JSON.stringify(frame));

function connect() {
  say(words.connecting);
  socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws`);
  socket.onopen = () => {
    const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
    put({ type: "hello", protocol: 1, site, locale: lang, tz, ...(who && { ...who, after_seq: seq }) });
  };
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    const held = document.activeElement;
    takes[frame.type]?.(frame);
    lostFocus ||= held.disabled || !held.isConnected;
    if (lostFocus) goOn();
  };
  socket.onclose = () => {
    socket = null;
    say(words.offline);
    // Soon at first, then at most every half minute, and never all pages at once.
    setTimeout(comeBack, pause || Math.min(30_000, 500 * 2 ** tries++) * (0.5 + Math.random()));
    pause = 0;
  };
}

// A page that nobody looks at waits until somebody does.
const comeBack = () => socket || document.hidden || connect();
document.addEventListener("visibilitychange", comeBack);
setInterval(() => document.hidden || put({ type: "ping" }), 60_000);

function send(frame) {
  const sent = { ...frame, client_msg_id: newId() };
  // Only a look at what an edit would change may get lost.
  if (!frame.preview) unsent.push(sent);
  keep();
  say(isOpen() ? words.sending : words.offline);
  if (who) put(sent);
}

const fits = (text) => new Blob([JSON.stringify(text)]).size < 60_000 || say(words.too_long); // a frame holds 64 KiB
const newId = () => URL.createObjectURL(new Blob()).slice(-36); // `crypto.randomUUID` is not there on plain http

// The same frame twice is taken once, so that in doubt all of them go.
const sendUnsent = () => unsent.forEach(put);

function settle(id) {
  const frame = unsent.find((waiting) => waiting.client_msg_id === id);
  unsent = unsent.filter((waiting) => waiting !== frame);
  keep();
  say(unsent.length ? words.sending : "");
  return frame;
}

// What the server says.
const takes = {
  welcome(frame) {
    tries = 0;
    say("");
    who = { conversation: frame.conversation, token: frame.token };
    keep();
    showBrief(frame.brief);
    showAsk(frame.pending);
    sendUnsent();
  },
  accepted(frame) {
    const of = settle(frame.client_msg_id);
    if (of?.name === "language") location.search = `?lang=${of.args.locale}`;
    if (of?.type === "edit") $("edit").close();
  },
  rejected(frame) {
    if (["unauthorised", "unknown_conversation"].includes(frame.code)) return startAnew();
    if (["rate_limited", "unavailable", "read_only"].includes(frame.code)) {
      setTimeout(sendUnsent, frame.retry_after_ms);
    } else {
      const of = settle(frame.client_msg_id);
      if (of?.type === "answer") $("text").value ||= of.text ?? ""; // to be worded anew
    }
    say(frame.message);
    if ($("edit").open) $("impact").replaceChildren(frame.message);
    if (frame.code === "conflict") showImpact(frame.impact);
  },
  message(row) {
    seq = row.seq;
    const item = element("li", { className: `${row.from} ${row.kind}`, dataset: { seq } }, element("p", {}, row.text));
    const why = row.kind === "ask" && row.ask.why;
    if (why) item.append(element("details", {}, element("summary", {}, words.why), why));
    if (row.card) item.append(card(row.card));
    if (row.kind === "produced") $("exports").hidden = false;
    $("messages").append(item);
    if (row.ask || row.from === "person") showAsk(row.ask);
    toEnd();
  },
  update(row) {
    seq = row.seq;
    for (const shown of document.querySelectorAll(`.card[data-card="${CSS.escape(row.card)}"]`)) {
      if (Number(shown.dataset.version) > row.version) continue;
      shown.dataset.state = row.state;
      for (const part of shown.querySelectorAll("button, textarea")) part.disabled = row.state !== "open";
    }
  },
  impact: showImpact, brief: showBrief,
  gap(frame) {
    seq = frame.from_seq - 1;
    if (seq === 0) $("messages").replaceChildren();
  },
  bye: (frame) => (pause = frame.retry_after_ms),
};

// The last message; one that does not fit is read from its beginning.
function toEnd() {
  const [log, last] = [$("log"), $("messages").lastElementChild];
  log.scrollTop = last?.offsetHeight > log.clientHeight ? last.offsetTop : log.scrollHeight;
}
new ResizeObserver(toEnd).observe($("log")); // the controls below take room as they come and go

const startAnew = () => (localStorage.clear(), location.reload());

function card({ id, version, state, fields, why = [], questions = [], buttons }) {
  const made = element("div", { className: "card", dataset: { card: id, version, state } });
  const texts = []; // what a person may word differently before they take it
  for (const { path, label, to, value } of fields) {
    const free = typeof value === "string";
    const shown = free ? element("textarea", { name: path, value: to, ariaLabel: label }) : element("p", {}, to);
    made.append(element("h3", {}, label), shown);
    if (free) texts.push(shown);
  }
  made.append(...[...why, ...questions].map((line) => element("p", { className: "why" }, line)));
  for (const { id: decision, label } of buttons) {
    const own = decision === "edit";
    const content = () => Object.fromEntries(texts.map(({ name, value }) => [name, value]));
    const decide = () => send({ type: "decide", card: id, version, decision, ...(own && { content: content() }) });
    if (!own || texts.length) made.append(button(own ? words.own_version : label, decide, { dataset: { decision } }));
  }
  return made;
}

async function download(name, file) {
  const path = `/api/v1/conversations/${who.conversation}/${name}`;
  const answer = await fetch(path, { headers: { authorization: `Bearer ${who.token}` } });
  if (!answer.ok) return say((await answer.json()).message);
  element("a", { href: URL.createObjectURL(await answer.blob()), download: file }).click();
}

// The question.
const answer = (body) => send({ type: "answer", ...(ask && { ask: ask.id }), ...body });
const choice = (className) => ({ id, label, hint = "" }) =>
  button(label, () => answer({ options: [id] }), { className, title: hint, dataset: { option: id } });

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
  else controls.append(...options.map(choice("choice")));
  if (!waitingCard()) controls.append(...(next.buttons ?? []).map(choice("other")));
}

// A proposal that is waited for has its buttons on its card.
const waitingCard = () => document.querySelector(`li[data-seq="${ask?.id}"] .card`);

// What was pressed is gone: the focus goes to what can be pressed or said next, once it is there.
function goOn() {
  const ready = $("controls").querySelector("button, input, select") ?? waitingCard()?.querySelector("button:enabled");
  const next = ready ?? (ask && $("text")) ?? document.querySelector("#exports:not([hidden]) button");
  next?.focus();
  lostFocus = !next;
}

function ticks(options) {
  const chosen = []; // in the order of ticking: it is the person's own
  const box = ({ id, label }) => {
    const tick = ({ target }) => (target.checked ? chosen.push(id) : chosen.splice(chosen.indexOf(id), 1));
    return element("label", {}, element("input", { type: "checkbox", onchange: tick }), label);
  };
  const done = () => chosen.length && answer({ options: chosen });
  return element("fieldset", {}, ...options.map(box), button(words.send_choice, done));
}

// A composite is sent in words, a line per part, as one would write it; the server reads each by its type.
function form(parts) {
  const row = ({ label, input }) => {
    const choices = input.options?.map((choice) => element("option", {}, choice.label)) ?? [];
    const field = choices.length ? element("select", {}, element("option"), ...choices) : element("input");
    field.name = label;
    return element("label", {}, label, field);
  };
  const submit = (event) => {
    event.preventDefault();
    const filled = [...new FormData(event.target)].filter(([, value]) => value.trim());
    if (filled.length) answer({ text: filled.map(([label, value]) => `${label}: ${value.trim()}`).join("\n") });
  };
  return element("form", { onsubmit: submit, autocomplete: "off" }, ...parts.map(row), element("button", {}, words.send_form));
}

// The brief.
function showBrief(change) {
  order = change.order ?? order;
  for (const slot of change.slots) fields.set(slot.path, slot);
  const { value, reasons } = change.score;
  $("score").textContent = `${words.score} ${value}`;
  $("reasons").replaceChildren(...reasons.map(({ missing, text }) => element("li", {}, `+${missing}: ${text}`)));
  const shown = order.map((path) => fields.get(path)).filter((field) => field && !field.internal);
  $("brief").replaceChildren(...shown.flatMap((field) => {
    const state = element("small", { className: field.state }, words[field.state] ?? field.state);
    const said = element("dd", {}, field.shown ?? "");
    if (field.warning) said.append(element("em", {}, field.warning));
    const about = { ariaLabel: words.edit_of.replace("{label}", field.label), dataset: { edit: field.path } };
    if (field.state !== "missing") said.append(button(words.edit, () => openEdit(field), about));
    return [element("dt", {}, field.label, " ", state), said];
  }));
}

function openEdit(field) {
  editing = { path: field.path };
  $("edit-title").textContent = words.edit_of.replace("{label}", field.label);
  $("edit-text").value = field.shown ?? "";
  $("impact").replaceChildren();
  $("edit-apply").hidden = true;
  $("edit").showModal();
}

function showImpact(frame) {
  if (editing?.path !== frame.path) return;
  say("");
  editing.version = frame.version;
  const line = ({ path, label, from, choices = [] }) => {
    const options = choices.map((choice) => element("option", { value: choice }, words[choice] ?? choice));
    const choose = options.length ? [element("select", { name: path, ariaLabel: label }, ...options)] : [];
    return element("li", {}, from ? `${label}: ${from} ` : `${label} `, ...choose);
  };
  const lines = frame.changes.filter(({ path }) => path !== frame.path).map(line);
  $("impact").replaceChildren(...(lines.length ? [words.impact, element("ul", {}, ...lines)] : [words.no_impact]));
  $("edit-apply").hidden = false;
}

const sendEdit = (more, text = $("edit-text").value) => fits(text) && send({ type: "edit", path: editing.path, text, ...more });
$("edit-preview").onclick = () => sendEdit({ preview: true });
$("edit-text").oninput = () => ($("edit-apply").hidden = true);
$("edit-apply").onclick = () => {
  const chosen = [...$("impact").querySelectorAll("select")].map((select) => [select.name, select.value]);
  sendEdit({ expect: editing.version, resolve: Object.fromEntries(chosen) });
};

// What is always there.
$("composer").onsubmit = (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!fits(text)) return;
  $("text").value = "";
  if (text) answer({ text });
};
$("text").onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) $("composer").onsubmit(event);
};
for (const item of document.querySelectorAll("[data-command]")) {
  item.onclick = () => send({ type: "command", name: item.dataset.command });
}
for (const item of $("exports").children) item.onclick = () => download(item.value, item.name);
$("new").onclick = startAnew;
$("language").onclick = ({ target }) => send({ type: "command", name: "language", args: { locale: target.value } });
$("panel").open = matchMedia("(min-width: 60rem)").matches;
connect();

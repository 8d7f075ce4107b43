// Puts the controls into an empty page of the server and answers with them over HTTP: what `tests/it/controls.rs`
// looks at. `state` is what has come: the answers as they were sent, and the brief.
const [site, tree] = arguments;
for (const sheet of ["tokens.css", "parts.css", "chat/controls.css"]) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/static/${sheet}` }));
}
document.head.append(Object.assign(document.createElement("meta"), { name: "viewport", content: "width=device-width" }));
document.body.replaceChildren(Object.assign(document.createElement("main"), { id: "host" }));
window.state = { path: null, sent: [], fields: {}, refused: [], kind: null };

async function post(path, body, token) {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`/api/v1/conversations${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return { ok: answer.ok, ...(await answer.json()) };
}

async function mount() {
  const [{ askControls }, { makeSay }] = await Promise.all([import("/static/chat/controls.js"), import("/static/chat/words.js")]);
  const { welcome, messages } = await post("", { type: "hello", protocol: 1, site, tree, locale: "pt-BR" });
  const { conversation, token } = welcome;
  state.conversation = conversation;
  state.token = token;
  const take = (brief) => brief?.slots.forEach((field) => (state.fields[field.path] = field));
  take(welcome.brief);
  const talk = {
    say: makeSay("pt-BR"), locale: "pt-BR", who: { conversation, token }, rows: messages,
    get brief() {
      return { fields: Object.values(state.fields) };
    },
    async upload(file, progress) {
      progress(0.5);
      await new Promise((go) => setTimeout(go, 20));
      if (file.name.endsWith(".exe")) throw { code: "unsupported", message: "Este tipo não entra." };
      return { file: file.name, link: `https://files.example/${file.name}` };
    },
    async answer(body) {
      state.sent.push(body);
      const came = await post(`/${conversation}/inputs`, { type: "answer", client_msg_id: crypto.randomUUID(), ask: talk.ask.id, ...body }, token);
      if (!came.ok) return state.refused.push(came);
      talk.rows.push(...came.messages);
      take(came.brief);
      show();
    },
  };
  window.talk = talk;
  const show = () => {
    const row = talk.rows.findLast(({ ask }) => ask);
    talk.ask = row.ask;
    window.controls = askControls(row.ask, talk);
    document.getElementById("host").replaceChildren(controls.element);
    state.last = talk.rows.at(-1).kind;
    state.kind = row.kind;
    state.path = row.ask.path;
    state.ask = row.ask.id;
  };
  show();
}
mount().catch((error) => wrongs.push(String(error)));

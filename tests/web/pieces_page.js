// Puts the board of the pieces into an empty page of the server, over a server's part that lives in this page: every
// kind of piece, every state. What `tests/it/access/pieces.rs` looks at. `state.sent` is what was sent.
const [locale = "pt-BR"] = arguments;
for (const sheet of ["tokens.css", "parts.css", "pieces/pieces.css", "pieces/preview.css"]) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/static/${sheet}` }));
}
document.head.append(Object.assign(document.createElement("meta"), { name: "viewport", content: "width=device-width" }));
document.documentElement.lang = locale;
document.title = "Pauta";
const heading = Object.assign(document.createElement("h1"), { textContent: "Pauta" });
const main = document.createElement("main");
main.append(heading);
document.body.replaceChildren(main);
document.body.style.cssText = "max-width: 46rem; margin: 0 auto; padding: 1rem; background: var(--surface); color: var(--ink); font: 1rem/1.5 var(--sans)";

window.state = { sent: [], refuse: null };
const GAP = "⟦proof|prova do benefício 2⟧";
const link = { url: "https://vidaclara.example/checkup", utm: "utm_source=google&utm_campaign=checkup" };
const picture = (width, height) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: width / 4, height: height / 4 });
  const ink = canvas.getContext("2d");
  ink.fillStyle = "#0f6450";
  ink.fillRect(0, 0, width, height);
  ink.fillStyle = "#fff";
  ink.font = "28px serif";
  ink.fillText("Check-up Mulher", 20, height / 8);
  return canvas.toDataURL();
};
const asset = (name, width, height) => ({ name, url: picture(width, height), width, height, alt: "Fundo verde com as palavras Check-up Mulher" });

const CONTENTS = {
  value_proposition: { for_who: "Mulheres de 35 a 55 anos que cuidam de todos e deixam a própria saúde para depois", need: "fazer os exames do ano sem perder dois dias de trabalho", product: "Check-up Mulher", category: "um pacote de exames numa manhã só", benefit: "todos os exames e a conversa com a médica em um dia", unlike: "clínicas que marcam cada exame em uma semana", because: ["Laudo em 48 h", GAP], headline: "Seus exames do ano em uma manhã", one_liner: "Exames, laudo em 48 h e conversa com a médica: uma visita só.", audience: ["Quem organiza a saúde da família", "Quem trabalha em horário fixo"] },
  persona: { name: "Renata, 42", who: "Gerente de loja, mãe de dois, remarca a própria consulta há um ano", goals: ["Resolver tudo em um dia"], pains: ["Perder horas em salas de espera", "Laudos que demoram"], triggers: ["Uma amiga recebeu um diagnóstico"], objections: ["Deve ser caro"], channels: ["Instagram", "WhatsApp"], vocabulary: { use: ["exame", "laudo"], avoid: ["procedimento"] }, evidence: ["“nossas clientes reclamam da demora”"], assumption: true },
  competitor_analysis: { rivals: [{ name: "Clínica Sol", link: "https://sol.example/", positioning: "Preço baixo por exame", differentiators: ["Muitas unidades"], tone: "Popular", offers: ["Exames a partir de R$ 19"], price: "R$ 19 a R$ 240", quotes: ["Exame barato todo dia"] }, { name: "Hospital Norte", link: "norte.example", positioning: "Referência e tecnologia", differentiators: ["Corpo clínico", "Hospital próprio"], tone: "Institucional", offers: [], price: "", quotes: [] }], white_space: ["Ninguém promete tudo em uma manhã"] },
  message_house: { proposition: "Seus exames do ano em uma manhã", pillars: [{ message: "Uma visita só", proof: ["7 exames na mesma unidade"], objection_answer: "Sem fila: cada exame com hora." }, { message: "Laudo rápido", proof: ["Laudo em 48 h"], objection_answer: "" }, { message: "Conversa com a médica", proof: [GAP], objection_answer: "" }], taglines: ["Uma manhã por ano"], do: ["exame", "preço claro"], dont: ["procedimento", "o melhor"] },
  content_ideas: { ideas: [{ title: "O que cabe em uma manhã de exames", angle: "Passo a passo", persona: "Renata", funnel_stage: "topo", keyword: "check-up feminino", format: "artigo", hook: "7h30, café na bolsa.", cta: "Agende", picked: true }, { title: "Laudo em 48 h: o que acontece nesse tempo", angle: "Bastidores", persona: "Renata", funnel_stage: "meio", keyword: "", format: "vídeo curto", hook: "", cta: "", picked: false }] },
  ad_rsa: { headlines: ["Check-up Mulher em 1 manhã", "Agende online", "Laudo em 48 h", "Exames com preço claro", "Conversa com a médica", "Uma visita por ano"], descriptions: ["Todos os exames do ano em uma visita, com hora marcada. Agende pelo site.", "Laudo em 48 h e conversa com a médica no mesmo dia. Veja o preço antes."], paths: ["checkup", "mulher"], link, targeting: "Mulheres de 35 a 55 anos, até 20 km" },
  ad_pmax: { headlines: ["Check-up Mulher", "Exames em 1 manhã", "Laudo em 48 h"], long_headlines: ["Os exames do ano em uma manhã, com laudo em 48 h"], descriptions: ["Agende online e veja o preço antes.", "Uma visita, todos os exames."], business_name: "Vida Clara", paths: ["checkup"], cta: "book_now", link, targeting: "" },
  ad_meta: { primary_text: `Você cuida de todo mundo. E os seus exames? No Check-up Mulher, os exames do ano cabem em uma manhã: chega às 7h30, sai antes do almoço, com a conversa com a médica feita. ${GAP}`, headline: "Exames do ano em uma manhã", description: "Laudo em 48 h", cta: "book_now", link, targeting: "Mulheres de 35 a 55" },
  ad_linkedin: { ad_name: "checkup-rh-2026", intro: "Seu time perde dois dias para fazer os exames do ano. No Check-up Mulher eles cabem em uma manhã, com laudo em 48 h e um relatório para o RH.", headline: "Exames do ano em uma manhã", description: "Para empresas a partir de 10 pessoas", cta: "get_quote", link, targeting: "RH de empresas" },
  ad_tiktok: { text: "Uma manhã. Todos os exames. #saude", display_name: "Vida Clara", video_idea: "Relógio das 7h30 às 11h, um exame por corte", cta: "learn_more", link, targeting: "" },
  social_post: { channel: "instagram", text: "7h30: café na bolsa.\n11h: exames feitos.\n\nO Check-up Mulher cabe em uma manhã, com laudo em 48 h. Conta aqui: há quanto tempo você adia os seus?", hashtags: ["checkup", "saudedamulher"], mentions: ["vidaclara"], first_comment: "Agende pelo link da bio.", alt_text: ["Relógio de parede marcando sete e meia"], media: ["Foto de um relógio de parede às 7h30"], link: "" },
  video_script: { platform: "instagram", seconds: 20, hook: "Quanto tempo cabe em uma manhã?", scenes: [{ from: 0, to: 3, visual: "Relógio, 7h30", voice: "Quanto tempo cabe em uma manhã?", on_screen: "7h30" }, { from: 3, to: 14, visual: "Um exame por corte", voice: "Sete exames, com hora marcada.", on_screen: "7 exames" }, { from: 14, to: 20, visual: "Médica e cliente conversam", voice: "E a conversa com a médica.", on_screen: "Agende" }], cta: "Agende no link", caption: "Uma manhã por ano.", music_mood: "leve, sem pressa" },
  email: { step: 1, delay_days: 0, subjects: ["Uma manhã para os seus exames", "Você adiou de novo?"], preheader: "Laudo em 48 h e preço antes de marcar", body: "Olá,\n\nVocê cuida de todo mundo. **E os seus exames?**\n\nNo Check-up Mulher eles cabem em uma manhã: veja [o que está incluído](https://vidaclara.example/checkup).", cta: "Ver horários", cta_url: "https://vidaclara.example/agenda", segment: "Clientes sem exame há 12 meses", send_window: "terça, 9h", unsubscribe: "Para não receber mais, responda SAIR." },
  whatsapp_template: { name: "checkup_lembrete", header: "Seus exames do ano", body: "Olá, {{1}}! Os seus exames do ano cabem em uma manhã. Há horários em {{2}}. Quer ver?", footer: "Responda SAIR para não receber.", buttons: [{ text: "Ver horários", url: "https://vidaclara.example/agenda" }, { text: "Agora não", url: "" }], samples: ["Renata", "março"] },
  sms: { sender: "Vida Clara", text: "seus exames do ano em uma manhã, laudo em 48 h. Agende: vidaclara.example/checkup", opt_out: "SAIR para parar" },
  article: { title: "O que cabe em uma manhã de exames", slug: "manha-de-exames", outline: ["Antes de sair de casa", "Exame por exame"], body: "Chegar em jejum é só o começo.\n\n## Antes de sair de casa\n\n- Documento e pedido médico\n- Café na bolsa\n\n## Exame por exame\n\nSão **sete**, com hora marcada.\n\n> Saí antes do almoço.", faq: [{ question: "Precisa de pedido?", answer: "Sim, para a mamografia." }], seo: { title: "Check-up feminino em uma manhã: como é", description: "O passo a passo do Check-up Mulher: jejum, exames, laudo em 48 h.", keyword: "check-up feminino" } },
  landing_page: { sections: [{ part: "hero", heading: "Seus exames do ano em uma manhã", body: "Laudo em 48 h e conversa com a médica.", items: [] }, { part: "benefits", heading: "O que está incluído", body: "", items: ["7 exames", "Laudo em 48 h", "Conversa com a médica"] }, { part: "objections", heading: "E o preço?", body: "Você vê antes de marcar.", items: [] }, { part: "form", heading: "Agende", body: "", items: [] }, { part: "footer", heading: "", body: "Vida Clara", items: [] }], form_fields: ["Nome", "WhatsApp"], consent: "Uso os dados só para marcar o exame.", cta: link, seo: { title: "Check-up Mulher", description: "Exames em uma manhã", keyword: "" } },
  image: { prompt: "Relógio de parede às 7h30, luz da manhã", negative: "pessoas, texto", size: "1024x1024", alt: "Relógio de parede às sete e meia" },
  layout: { template: "split", slots: { headline: "Seus exames em uma manhã", body: "Laudo em 48 h", cta: "Agende" }, sizes: ["square", "landscape", "story"], alt: "Fundo verde" },
  media_plan: { currency: "BRL", total_minor: 600000, channels: [{ channel: "Google busca", percent: 50, budget_minor: 300000, objective: "Agendamentos", bid: "Maximizar conversões", audience: "Quem busca check-up", flight: "15 a 31 de março", forecast: "" }, { channel: "Instagram", percent: 30, budget_minor: 180000, objective: "Alcance", bid: "", audience: "Mulheres 35–55", flight: "", forecast: "" }, { channel: "WhatsApp", percent: 20, budget_minor: 120000, objective: "Respostas", bid: "", audience: "Clientes", flight: "", forecast: "" }], tests: ["Preço no título contra prazo no título"] },
};
const FAMILY = { persona: "strategy", competitor_analysis: "strategy", value_proposition: "strategy", message_house: "strategy", content_ideas: "content", ad_rsa: "ads", ad_pmax: "ads", ad_meta: "ads", ad_linkedin: "ads", ad_tiktok: "ads", social_post: "social", video_script: "content", email: "messages", whatsapp_template: "messages", sms: "messages", article: "content", landing_page: "pages", image: "visuals", layout: "visuals", media_plan: "media" };
const TITLE = { persona: "Persona", competitor_analysis: "Concorrentes", value_proposition: "Proposta de valor", message_house: "Mensagens centrais", content_ideas: "Ideias de conteúdo", ad_rsa: "Anúncio de pesquisa", ad_pmax: "Anúncio Performance Max", ad_meta: "Anúncio Meta", ad_linkedin: "Anúncio LinkedIn", ad_tiktok: "Anúncio TikTok", social_post: "Post para Instagram", video_script: "Roteiro de vídeo", email: "E-mail 1", whatsapp_template: "Mensagem de WhatsApp", sms: "SMS", article: "Artigo", landing_page: "Página de destino", image: "Imagem", layout: "Peças gráficas", media_plan: "Plano de mídia" };
const LIMITS = { ad_rsa: { headlines: 30, descriptions: 90, paths: 15 }, ad_meta: { primary_text: 125, headline: 40, description: 27 }, social_post: { text: 2200 }, email: { subjects: 50, preheader: 100 }, sms: { text: 160 }, whatsapp_template: { body: 1024, header: 60 } };

function linesOf(kind, value, path = "") {
  if (typeof value === "string") {
    const [, head, index] = /^\/(\w+)(?:\/(\d+))?/.exec(path);
    const label = index === undefined ? head : `${head} ${Number(index) + 1}`;
    const limit = LIMITS[kind]?.[head];
    return value ? [{ path, label, text: value, count: [...value].length, unit: "chars", limit, hard: kind !== "ad_meta", long: value.length > 80, gaps: [] }] : [];
  }
  if (value && typeof value === "object") return Object.entries(value).flatMap(([key, one]) => linesOf(kind, one, `${path}/${key}`));
  return [];
}

const ana = { name: "Ana", role: "approver", door: "web", key: "member:1" };
const OPEN = ["approve", "request", "edit", "vary", "hold", "reject"];
const pieces = new Map(Object.entries(CONTENTS).map(([kind, content]) => {
  const id = `p-${kind}`;
  const view = { id, kind, family: FAMILY[kind], title: TITLE[kind], channel: content.channel, state: "in_review", version: 1, latest: 1, sha256: "a".repeat(64), locale: "pt-BR", content, lines: linesOf(kind, content), checks: [], changes: [], rationale: "Parte da mensagem 2 e da prova “laudo em 48 h”.", sources: [{ path: "proof", label: "Provas", quote: "laudo em 48 h" }], cost: "sem custo de IA", by: "rules", brief: 1, kit: 1, decisions: [], history: [{ version: 1, by: "rules", at: Date.now() }], variations: [], assets: [], actions: OPEN, stage: 1, stages: 1 };
  return [id, view];
}));
const set = (kind, more) => Object.assign(pieces.get(`p-${kind}`), more);
set("layout", { assets: [asset("square", 1080, 1080), asset("landscape", 1200, 628), asset("story", 1080, 1920)] });
set("ad_rsa", { version: 2, latest: 2, stages: 2, checks: [{ rule: "limit", level: "warn", message: "O título 4 não se sustenta sozinho: diga de que exames se trata.", path: "/headlines/3" }, { rule: "health", level: "note", message: "Falta o CRM da direção técnica no rodapé da página de destino.", path: "" }],
  changes: [{ path: "/headlines/3", label: "Título 4", from: "Exames baratos", to: "Exames com preço claro" }], history: [{ version: 1, by: "rules", at: Date.now() - 9e5 }, { version: 2, by: "Rui", at: Date.now() }], variations: [3, 4], actions: [...OPEN, "pick"], decisions: [{ decision: "request_changes", version: 1, sha256: "", by: ana, stage: 1, comment: "Nunca “baratos”.", at: Date.now() - 6e5, was: "in_review" }] });
set("ad_meta", { state: "draft", actions: ["request", "edit", "vary"], checks: [{ rule: "gap", level: "error", message: "Falta a prova do benefício 2. Escreva em Editar, ou complete a resposta no briefing.", path: "/primary_text" }] });
set("email", { state: "approved", actions: ["undo", "edit"], undo_until: Date.now() + 58_000, decisions: [{ decision: "approve", version: 1, sha256: "", by: ana, stage: 1, comment: "", at: Date.now(), was: "in_review" }] });
set("social_post", { state: "stale", actions: ["update", "keep"], stale: { upstream: { piece: "p-value_proposition", version: 3 }, reason: "proposta de valor v3", was: "in_review" } });
set("sms", { state: "stale", actions: ["update", "keep"], stale: { upstream: { piece: "p-value_proposition", version: 3 }, reason: "proposta de valor v3", was: "in_review" } });
set("article", { state: "generation_failed", version: 0, actions: ["retry"], failure: "O modelo não respondeu a tempo." });
set("landing_page", { state: "generating", version: 1, actions: ["cancel"], request: { version: 1, scope: { of: "piece" }, text: "Mais curta", tags: ["shorter"], by: ana, at: Date.now() } });
set("video_script", { state: "queued", version: 0, actions: [] });

const lines = () => [...pieces.values()].map(({ id, kind, family, title, channel, state, version, sha256, checks, stale }) => ({ id, node: kind, kind, family, title, channel, state, version, sha256, stale, worst: checks.some(({ level }) => level === "error") ? "error" : checks.some(({ level }) => level === "warn") ? "warn" : checks.length ? "note" : null }));
const waits = () => lines().filter(({ state }) => state === "in_review").length;
const production = { brief: 1, state: "running", estimate: { text: "Estimativa: sem custo de IA, uns 2 min", unknown: false, seconds: 120 }, packages: [{ n: 1, nodes: lines().slice(0, 3).map(({ node: id, title, kind }) => ({ id, title, kind, piece: `p-${kind}`, state: null })) }, { n: 2, nodes: lines().slice(3).map(({ node: id, title, kind }) => ({ id, title, kind, piece: `p-${kind}`, state: null })) }], started: 2, gate: false, count: { done: 17, of: 20, seconds: 40 }, waiting: 0, stale: 2 };

const sent = (what) => {
  state.sent.push(what);
  if (state.refuse) {
    const refused = state.refuse;
    state.refuse = null;
    throw refused;
  }
};
const api = {
  list: async () => ({ production: { ...production, waiting: waits(), stale: lines().filter(({ state }) => state === "stale").length }, pieces: lines() }),
  async view(id, version) {
    const view = pieces.get(id);
    if (!version || version === view.version) return structuredClone(view);
    const content = structuredClone(view.content);
    if (content.headlines) content.headlines[version % 3] = version < view.version ? "Exames baratos" : `Exames do ano, opção ${version}`;
    return { ...structuredClone(view), version, content, lines: linesOf(view.kind, content), actions: [] };
  },
  async act(view, act, more = {}) {
    sent({ piece: view.id, act, ...more });
    const piece = pieces.get(view.id);
    const decided = { version: piece.version, sha256: piece.sha256, by: ana, stage: 1, comment: more.comment ?? "", at: Date.now(), was: piece.state };
    if (act === "approve") Object.assign(piece, { state: "approved", actions: ["undo", "edit"], undo_until: Date.now() + 60_000, decisions: [...piece.decisions, { ...decided, decision: "approve" }] });
    if (act === "reject") Object.assign(piece, { state: "rejected", actions: ["undo", "reopen"], undo_until: Date.now() + 60_000, decisions: [...piece.decisions, { ...decided, decision: "reject" }] });
    if (act === "undo") Object.assign(piece, { state: "in_review", actions: OPEN, undo_until: undefined, decisions: piece.decisions.slice(0, -1) });
    if (act === "request") Object.assign(piece, { state: "changes_requested", actions: ["cancel"], request: { version: piece.version, scope: more.scope, text: more.text, tags: more.tags, by: ana, at: Date.now() } });
    if (act === "edit") {
      for (const [path, text] of Object.entries(more.lines)) {
        const [list, at] = [path.split("/").slice(1, -1).reduce((value, key) => value[key], piece.content), path.split("/").at(-1)];
        list[at] = text;
      }
      Object.assign(piece, { version: piece.version + 1, latest: piece.version + 1, state: "in_review", actions: OPEN, lines: linesOf(piece.kind, piece.content) });
    }
    if (act === "keep" || act === "update") Object.assign(piece, { state: "in_review", stale: undefined, actions: OPEN });
  },
  async production(act, more = {}) {
    sent({ act, ...more });
    if (act === "start") Object.assign(production, { state: "running", started: production.started + 1 });
    if (act === "approve_all") for (const { id } of more.pieces) await api.act(pieces.get(id), "approve").then(() => state.sent.pop());
    if (act === "resolve") for (const id of more.pieces) Object.assign(pieces.get(id), { state: "in_review", stale: undefined, actions: OPEN });
  },
  picture: async (url) => url,
};

async function mount() {
  const [{ Board }, { tray }, { makeSay }] = await Promise.all([import("/static/pieces/board.js"), import("/static/pieces/tray.js"), import("/static/chat/words.js")]);
  const desk = { say: makeSay(locale), locale, api, root: document, answer: (path) => state.sent.push({ answer: path }), production: () => board.listed.production, changed: () => board.look(0) };
  const board = new Board(desk, { level: 2 });
  main.append(board.element);
  await board.load();
  Object.assign(window, { board, desk, pieces, production, openTray: () => tray(desk, () => board.listed) });
  state.ready = true;
}
mount().catch((error) => (window.wrongs ?? []).push(String(error?.stack ?? error)));

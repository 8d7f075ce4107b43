import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSay } from "../../static/chat/words.js";
import { groupName } from "../../static/pieces/board.js";
import { aligned, readable } from "../../static/pieces/changes.js";
import { count, counters, isGsm7, listOf, smsParts } from "../../static/pieces/counts.js";
import { withoutMarks } from "../../static/pieces/edit.js";
import { blocks } from "../../static/pieces/markdown.js";
import { byName, roughly, time } from "../../static/pieces/names.js";
import { PieceApi } from "../../static/pieces/piece-api.js";
import { inScalars, trimmed } from "../../static/pieces/place.js";
import { next, progress, waitsAtGate } from "../../static/pieces/plan.js";
import { host } from "../../static/pieces/preview/parts.js";
import { money } from "../../static/pieces/preview/media.js";
import { some } from "../../static/pieces/preview/search.js";
import { foldAt, part, pointed, safe, scalars, splitAt, tokens } from "../../static/pieces/text.js";
import { bulk, waiting } from "../../static/pieces/tray.js";
import { left } from "../../static/pieces/undo.js";

const [pt, en] = [makeSay("pt-BR"), makeSay("en")];
const GAP = "⟦proof|prova do benefício 2⟧";

test("a text is told apart into words and gaps, each with its place in characters", () => {
  const text = `Laudo 🧪 em 48 h. ${GAP} Agende.`;
  const found = tokens(text);
  assert.deepEqual(found.map(({ kind, text: words, path }) => [kind, words, path]), [["text", "Laudo 🧪 em 48 h. ", undefined], ["gap", "prova do benefício 2", "proof"], ["text", " Agende.", undefined]]);
  for (const { kind, text: words, from, to } of found) assert.equal(part(text, from, to), kind === "gap" ? GAP : words);
  assert.equal(found.at(-1).to, scalars(text));
});

test("bold words and links stand where they stand in the line", () => {
  const text = `Veja **os ${GAP} exames** em [Vida Clara](https://a.example/b).`;
  const [, bold, , link] = tokens(text, true);
  assert.deepEqual([bold.kind, link.kind, link.path], ["bold", "link", "https://a.example/b"]);
  for (const { kind, text: words, from, to } of [...bold.inner, ...link.inner]) assert.equal(part(text, from, to), kind === "gap" ? GAP : words);
  assert.equal(tokens(text)[0].text, "Veja **os ");
});

test("nothing but an address leads anywhere", () => {
  assert.equal(safe("https://a.example/"), "https://a.example/");
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "//a.example", "java\nscript:x"]) assert.equal(safe(bad), "");
});

test("what is selected is named in characters, without the blanks around it", () => {
  const text = "Um 👩‍🔬 exame barato ";
  const from = text.indexOf(" exame");
  assert.deepEqual(inScalars(text, from, text.length), { from: 7, to: 19 });
  assert.equal(part(text, 7, 19), "exame barato");
  assert.equal(trimmed("a   b", 1, 4), null);
  assert.deepEqual(trimmed("abc", 3, 0), { from: 0, to: 3 });
});

test("a channel cuts a text between words, or after so many lines", () => {
  const text = "um dois três quatro";
  assert.equal(part(text, 0, foldAt(text, 10)), "um dois");
  assert.equal(foldAt(text, 100), scalars(text));
  assert.equal(part("um\ndois\ntrês", 0, foldAt("um\ndois\ntrês", 100, 2)), "um\ndois");
  const [seen, beyond] = splitAt(tokens(`ab ${GAP} cd`), 1);
  assert.deepEqual([seen.map(({ text }) => text), beyond.map(({ text, from }) => [text, from])], [["a"], [["b ", 1], ["prova do benefício 2", 3], [" cd", 3 + scalars(GAP)]]]);
});

test("a pointer leads into a content", () => {
  assert.equal(pointed({ a: [{ "b/c": 1 }] }, "/a/0/b~1c"), 1);
  assert.equal(pointed({}, "/a/0"), undefined);
});

test("channels count as they count", () => {
  assert.equal(count("chars", "ação 🧪"), 6);
  assert.equal(count("utf16", "ação 🧪"), 7);
  assert.equal(count("graphemes", "👩‍🔬!"), 2);
  assert.equal(count("bytes", "ação"), 6);
  assert.equal(count("x_weighted", "Veja https://a.example/um/caminho/bem/comprido 🧪"), 5 + 23 + 1 + 2);
  assert.equal(count("gsm7_septets", "R$ 5 [€]"), 11);
  assert.equal(count("pixels", "abcd", { text: "ab", count: 18 }), 36);
  assert.ok(isGsm7("Olá, à") === false && isGsm7("Ola, é"));
});

test("an SMS goes in parts", () => {
  assert.deepEqual([smsParts("a".repeat(160)), smsParts("a".repeat(161)), smsParts("á".repeat(70)), smsParts("á".repeat(71))], [1, 2, 1, 2]);
});

test("the counters of a list are one, which names what is too long", () => {
  const line = (path, label, text, limit, hard = true) => ({ path, label, text, count: text.length, unit: "chars", limit, hard, long: false });
  const all = counters([line("/headlines/0", "Título 1", "a", 3), line("/headlines/1", "Título 2", "abcd", 3), line("/text", "Texto", "ab", 9), line("/note", "Nota", "x", undefined)]);
  assert.deepEqual(all.map(({ label, n, over, first }) => [label, n, over, first]), [["Título", 2, 1, "/headlines/1"], ["Texto", 1, 0, "/text"]]);
  assert.deepEqual([listOf("/headlines/12"), listOf("/sections/0/heading")], ["/headlines", "/sections/0/heading"]);
});

test("a gap is edited as words, and comes back as a gap where it was left", () => {
  const [shown, back] = withoutMarks(pt, `Laudo. ${GAP}`);
  assert.equal(shown, "Laudo. [falta: prova do benefício 2]");
  assert.equal(back(`${shown} Agende.`), `Laudo. ${GAP} Agende.`);
  assert.equal(back("Laudo em 48 h."), "Laudo em 48 h.");
});

test("the blocks of an article know where their words begin", () => {
  const text = "# Um 🧪\n\nPrimeiro\nsegundo\n\n- a\n- b\n\n1. c\n> d";
  const found = blocks(text);
  assert.deepEqual(found.map(({ kind, lines }) => [kind, lines.length]), [["h", 1], ["p", 2], ["ul", 2], ["ol", 1], ["quote", 1]]);
  for (const { lines } of found) for (const { text: words, at } of lines) assert.equal(part(text, at, at + scalars(words)), words);
});

test("two versions stand line by line, what is gone where it stood", () => {
  const line = (path, text) => ({ path, label: path, text });
  const all = aligned([line("/a", "1"), line("/b", "2"), line("/c", "3")], [line("/a", "1"), line("/c", "4"), line("/d", "5")]);
  assert.deepEqual(all.map(({ path, from, to }) => [path, from, to]), [["/a", "1", "1"], ["/b", "2", ""], ["/c", "3", "4"], ["/d", "", "5"]]);
  assert.equal(readable(`x ${GAP}`), "x [prova do benefício 2]");
});

test("a bulk approval says what it leaves out", () => {
  const lines = [{ id: "a", state: "in_review", worst: null }, { id: "b", state: "in_review", worst: "warn" }, { id: "c", state: "client_review", worst: "error" }, { id: "d", state: "approved" }];
  const waits = waiting(lines);
  assert.deepEqual(waits.map(({ id }) => id), ["a", "b", "c"]);
  assert.deepEqual(bulk(waits, false).goes.map(({ id }) => id), ["a"]);
  assert.deepEqual(bulk(waits, true).skips.map(({ id }) => id), ["c"]);
});

test("how far it is, in words", () => {
  const production = { state: "running", count: { done: 7, of: 12, seconds: 38 }, started: 1, packages: [{ n: 1 }, { n: 2 }] };
  assert.equal(progress(pt, production), "7 de 12 peças prontas, faltam uns 40 s.");
  assert.equal(progress(en, { ...production, count: { done: 1, of: 1, seconds: 0 } }), "1 piece ready.");
  assert.equal(progress(pt, { ...production, state: "offered" }), "");
  assert.equal(progress(pt, { ...production, state: "ready" }), "7 de 12 peças prontas.");
  assert.equal(next(production).n, 2);
  assert.equal(roughly(pt, 61), "uns 2 min");
});

test("the rest waits at the value proposition until somebody goes on with it", () => {
  const at = (state, started = 1) => ({ gate: true, started, packages: [{ n: 1, nodes: [{ kind: "persona", state: "approved" }, { kind: "value_proposition", state }] }] });
  assert.deepEqual(["in_review", "generating", "approved"].map((state) => waitsAtGate(at(state))), [true, true, false]);
  assert.ok(!waitsAtGate(at("planned", 0)) && !waitsAtGate({ ...at("in_review"), gate: false }));
});

test("families count what is ready", () => {
  const line = (state, version) => ({ state, version });
  assert.equal(groupName(pt, "ads", [line("in_review", 1), line("approved", 2), line("draft", 1)]), "Anúncios · 3 prontos");
  assert.equal(groupName(pt, "social", [line("in_review", 1), line("queued", 0)]), "Redes sociais · 1 de 2 prontas");
  assert.equal(groupName(en, "ads", [line("in_review", 1)]), "Ads · 1 ready");
});

test("a minute to take it back is never more than a minute, whatever the clock", () => {
  const now = Date.parse("2026-03-15T12:00:00Z");
  assert.equal(left({ undo_until: now + 42_000 }, now), 42);
  assert.equal(left({ undo_until: "2026-03-15T12:10:00Z" }, now), 60);
  assert.equal(left({ undo_until: now - 9_000 }, now), 5);
});

test("small words of a preview", () => {
  assert.equal(host("vidaclara.example/checkup"), "vidaclara.example");
  assert.equal(host(""), "");
  assert.deepEqual(some(["a", "b", "c", "d"], 3, 3), ["d", "a", "b"]);
  assert.equal(money("en", "BRL", 150_000), "R$1,500.00");
  assert.equal(byName(pt, "rules"), "por regras, sem IA");
  assert.match(time("pt-BR", Date.now()), /^\d\d:\d\d$/);
});

test("what is sent goes again under its own id until it is answered; a refusal is said", async () => {
  const sent = [];
  const answers = [null, { status: 429, body: { code: "rate_limited", message: "Espere.", retry_after_ms: 1 } }, { status: 200, body: {} }, { status: 409, body: { code: "already_decided", message: "Já decidido por Ana às 14:02." } }];
  const api = new PieceApi(async (path, init) => {
    sent.push([path, JSON.parse(init.body)]);
    const answer = answers.shift();
    if (!answer) throw new TypeError("no connection");
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  }, () => "/api/v1/conversations/c", pt);
  await api.act({ id: "p", version: 2, sha256: "x" }, "approve", { ticked: true });
  assert.deepEqual([sent.length, new Set(sent.map(([, { client_msg_id: id }]) => id)).size, sent[0][0]], [3, 1, "/api/v1/conversations/c/pieces/p/acts"]);
  assert.deepEqual({ ...sent[0][1], client_msg_id: "" }, { client_msg_id: "", act: "approve", version: 2, sha256: "x", ticked: true });
  await assert.rejects(api.production("start"), { code: "already_decided", message: "Já decidido por Ana às 14:02." });
});

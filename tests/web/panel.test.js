import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSay } from "../../static/chat/words.js";
import { asked, left, standing } from "../../static/chat/panel.js";
import { asEdit, beside, sentence } from "../../static/chat/edit.js";
import { about, ago, groupOf, resumeLink } from "../../static/chat/home.js";

const [pt, en] = [makeSay("pt-BR"), makeSay("en")];
const NOW = Date.parse("2026-03-15T12:00:00Z");
const before = (seconds) => NOW - seconds * 1000;

test("what is left is told by the longest way, with a time", () => {
  assert.equal(left(pt, { answered: 4, remaining: 6, seconds: 180 }), "Faltam no máximo 6 perguntas, uns 3 min");
  assert.equal(left(pt, { answered: 9, remaining: 1, seconds: 20 }), "Falta no máximo 1 pergunta, menos de 1 min");
  assert.equal(left(en, { answered: 9, remaining: 1, seconds: 60 }), "At most 1 question left, about 1 min");
  assert.equal(left(pt, { answered: 10, remaining: 0, seconds: 0 }), "Nenhuma pergunta por fazer");
});

test("a field says how it came to be", () => {
  assert.equal(standing({ state: "settled", source: "suggestion" }), "suggestion");
  assert.equal(standing({ state: "settled" }), "person");
  assert.equal(standing({ state: "assumed", source: "person" }), "assumption");
  assert.equal(standing({ state: "stale", source: "pasted" }), "stale");
});

test("a question about a part is a question about its field, the nearest one", () => {
  const fields = ["kit", "kit/tone", "price"].map((path) => ({ path }));
  assert.equal(asked(fields, "price/from"), "price");
  assert.equal(asked(fields, "kit/tone"), "kit/tone");
  assert.equal(asked(fields, "prices"), "");
  assert.equal(asked(fields, undefined), "");
});

test("the consequences of a change are counted in words", () => {
  const answer = { path: "a", kind: "parked" };
  const text = { path: "b", kind: "stale", choices: ["keep", "regenerate"] };
  const again = { path: "c", kind: "stale", choices: ["keep", "ask"] };
  const question = { path: "d", kind: "asked" };
  assert.equal(sentence(pt, [answer, again, text]), "Isto muda 2 respostas e 1 texto.");
  assert.equal(sentence(pt, [text]), "Isto muda 1 texto.");
  assert.equal(sentence(pt, [question]), "Isto traz 1 pergunta nova.");
  assert.equal(sentence(pt, [answer, question, question]), "Isto muda 1 resposta e traz 2 perguntas novas.");
  assert.equal(sentence(en, [answer, text, text, question]), "This changes 1 answer and 2 texts and brings 1 new question.");
  assert.equal(sentence(pt, []), "Só esta resposta muda.");
});

test("the answer itself is no consequence of its change", () => {
  const changes = [{ path: "a", kind: "changed" }, { path: "b", kind: "stale" }];
  assert.deepEqual(beside({ path: "a", changes }), [changes[1]]);
});

test("an edit takes what was chosen as a value", () => {
  assert.deepEqual(asEdit({ options: ["x"] }, "choice"), { value: "x" });
  assert.deepEqual(asEdit({ options: ["x"] }, "multi_choice"), { value: ["x"] });
  assert.deepEqual(asEdit({ files: [{ file: "logo.png", id: "1" }] }, "file"), { value: { file: "logo.png", id: "1" } });
  assert.deepEqual(asEdit({ text: "sim" }, "confirm"), { text: "sim" });
});

test("how long ago something was", () => {
  assert.equal(ago(pt, "pt-BR", before(20), NOW), "agora há pouco");
  assert.equal(ago(pt, "pt-BR", before(-300), NOW), "agora há pouco"); // a clock a little ahead
  assert.equal(ago(pt, "pt-BR", before(61), NOW), "há 1 minuto");
  assert.equal(ago(pt, "pt-BR", before(2 * 86_400 + 5), NOW), "anteontem");
  assert.equal(ago(pt, "pt-BR", before(3 * 86_400), NOW), "há 3 dias");
  assert.equal(ago(en, "en", before(86_400), NOW), "yesterday");
  assert.equal(ago(en, "en", before(40 * 86_400), NOW), "last month");
});

test("a briefing's line says how far it is, or which version is ready", () => {
  const line = { conversation: "c", title: "t", status: "active", updated_at: new Date(before(3 * 86_400)).toISOString() };
  assert.equal(about(pt, "pt-BR", { ...line, answered: 5, remaining: 5 }, NOW), "pergunta 6 de 10 · última mudança há 3 dias");
  assert.equal(about(pt, "pt-BR", { ...line, answered: 10, remaining: 0 }, NOW), "pergunta 10 de 10 · última mudança há 3 dias");
  assert.equal(about(pt, "pt-BR", { ...line, group: "done", versions: 2 }, NOW), "versão 2 · última mudança há 3 dias");
  assert.equal(about(pt, "pt-BR", line, NOW), "última mudança há 3 dias");
  assert.equal(groupOf({ status: "completed" }), "done");
  assert.equal(groupOf({ status: "completed", group: "running" }), "running");
});

test("a link to go on elsewhere keeps what is secret in the fragment", () => {
  const link = resumeLink("https://pauta.example/?lang=en#old", "c1", "t1");
  assert.equal(link, "https://pauta.example/?lang=en#resume=c1.t1");
  assert.ok(!new URL(link).search.includes("t1"));
});

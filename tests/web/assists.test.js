// What helps with an answer: the words of a running assist, what was found in a text, what looks like a brief.
import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "../../static/chat/ai.js";
import { difference } from "../../static/chat/card.js";
import { lines } from "../../static/chat/dom.js";
import { taken } from "../../static/chat/extract.js";
import { against, isShort, looksLikeBrief } from "../../static/chat/paste.js";
import { Words } from "../../static/chat/stream.js";
import { clock, fileName } from "../../static/chat/voice.js";

const piece = (offset, delta, attempt = 1) => ({ offset, delta, attempt });

test("pieces that follow one another are one text", () => {
  const words = new Words();
  assert.equal(words.take(piece(0, "Pão ")), "more");
  assert.equal(words.take(piece(4, "feito ")), "more");
  assert.equal(words.take(piece(10, "com tempo")), "more");
  assert.equal(words.text, "Pão feito com tempo");
});

test("an offset counts characters, not the halves that JavaScript keeps them in", () => {
  const words = new Words();
  words.take(piece(0, "🥖 e "));
  assert.equal(words.length, 4);
  assert.equal(words.take(piece(4, "café")), "more");
  assert.equal(words.text, "🥖 e café");
});

test("after a piece that was lost, what was shown is dropped and nothing is guessed", () => {
  const words = new Words();
  words.take(piece(0, "Pão "));
  assert.equal(words.take(piece(10, "com tempo")), "anew");
  assert.deepEqual([words.text, words.isWhole], ["", false]);
  assert.equal(words.take(piece(19, ".")), "", "nothing changes any more");
  assert.equal(words.text, "");
});

test("a piece that comes twice is a piece that does not fit", () => {
  const words = new Words();
  words.take(piece(0, "Pão "));
  words.take(piece(4, "feito"));
  assert.equal(words.take(piece(4, "feito")), "anew");
  assert.equal(words.isWhole, false);
});

test("another attempt begins anew, and what is left of the former says nothing", () => {
  const words = new Words();
  words.take(piece(0, "Um rascunho"));
  assert.equal(words.take(piece(0, "Pão ", 2)), "anew");
  assert.equal(words.take(piece(11, " pior", 1)), "");
  assert.equal(words.take(piece(4, "bom", 2)), "more");
  assert.equal(words.text, "Pão bom");
});

test("whoever comes back in the middle sees nothing before it begins anew", () => {
  const words = new Words();
  assert.equal(words.take(piece(40, "do bairro")), "anew");
  assert.equal(words.text, "");
  assert.equal(words.take(piece(0, "Tudo")), "anew");
  assert.deepEqual([words.text, words.isWhole], ["Tudo", true]);
});

test("a long text or several headed lines look like a brief; an answer does not", () => {
  const answer = "Pão de fermentação natural para famílias do bairro, feito todo dia por quem conhece a farinha.";
  const headed = "Produto: pão\nPúblico: famílias do bairro\nVerba: R$ 12.000";
  for (const text of [headed, "Product: bread\r\n\r\n**Audience:** families\r\n- Budget: $500", "# Campanha\n## Público\n## Verba", "1. Objetivo: vender\n2) Canais: rádio\n3. Prazo: maio", "a ".repeat(400)]) {
    assert.ok(looksLikeBrief(text), text);
  }
  for (const text of [answer, "Veja:\nhttps://padaria.example/menu\nhttp://outro.example/", "Das 8:00 às 12:00\nDas 13:00 às 18:00\nSábado até 12:00", "Verba: R$ 500", ""]) {
    assert.ok(!looksLikeBrief(text), text);
  }
});

test("what is too long for a command goes as a file, by its bytes", () => {
  assert.ok(isShort("a".repeat(32_000)));
  assert.ok(!isShort("a".repeat(32_001)));
  assert.ok(!isShort("ã".repeat(16_001)));
});

test("a file that cannot be read is told before it is sent", () => {
  assert.equal(against({ name: "Briefing final.DOCX", size: 10 }), null);
  assert.equal(against({ name: "notas.md", size: 10 }), null);
  assert.equal(against({ name: "foto.png", size: 10 }), "paste_kind");
  assert.equal(against({ name: "pdf", size: 10 }), "paste_kind");
  assert.equal(against({ name: "vazio.txt", size: 0 }), "paste_empty");
  assert.equal(against({ name: "grande.pdf", size: 20_000_001 }), "paste_large");
});

const found = { fields: [{ path: "brand", value: "Padaria Sol" }, { path: "budget", value: { minor: 100, currency: "BRL" } }, { path: "goal", value: "sell" }] };

test("all that was found is taken as it is; what is left out is said to be", () => {
  assert.equal(taken(found, () => true), null);
  assert.deepEqual(taken(found, (path) => path !== "budget"), { brand: "Padaria Sol", budget: null, goal: "sell" });
  assert.deepEqual(taken(found, () => false), { brand: null, budget: null, goal: null });
});

test("what the person words differently counts; what has no control of its own stays as it was", () => {
  const own = new Map([["brand", "Padaria do Sol"], ["budget", null]]);
  assert.deepEqual(taken(found, (path) => path !== "goal", own), { brand: "Padaria do Sol", budget: { minor: 100, currency: "BRL" }, goal: null });
});

test("a difference is read in phrases, not in single words in turn", () => {
  assert.deepEqual(difference("Pão bom, do bairro.", "Pão fresco, da padaria."), [["", "Pão "], ["del", "bom, do bairro"], ["ins", "fresco, da padaria"], ["", "."]]);
  assert.deepEqual(difference("o pão é bom", "o pão é bom"), [["", "o pão é bom"]]);
  assert.deepEqual(difference("o pão", "o pão é bom"), [["", "o pão"], ["ins", " é bom"]]);
  const [old, fresh] = ["O melhor pão do bairro, feito com tempo.", "Pão do bairro: três ingredientes, 24 horas de tempo!"];
  const parts = difference(old, fresh);
  assert.equal(parts.filter(([how]) => how !== "ins").map(([, text]) => text).join(""), old);
  assert.equal(parts.filter(([how]) => how !== "del").map(([, text]) => text).join(""), fresh);
});

test("things with parts have a line for each part", () => {
  const two = "Carla, na correria; Quem é: Mãe de dois.; Quer: Tempo; e pão\nLúcia; Quem é: Vizinha";
  assert.equal(lines(two), "Carla, na correria\nQuem é: Mãe de dois.\nQuer: Tempo; e pão\n\nLúcia\nQuem é: Vizinha");
  assert.equal(lines("Próxima; Simples"), "Próxima; Simples");
});

test("what is said of the AI is what holds", () => {
  assert.equal(standing({ on: false, connected: true, by: "OpenAI", local: false }), "ai_off");
  assert.equal(standing({ on: true, connected: true, by: "OpenAI", local: false }), "ai_on");
  assert.equal(standing({ on: true, connected: true, by: "Ollama", local: true }), "ai_on_local");
  assert.equal(standing({ on: true, connected: true, by: "OpenAI", simulated: true }), "ai_on_recorded");
});

test("a recording says how long it is, and what it is by its name", () => {
  assert.deepEqual([0, 7_400, 65_000, 120_000].map(clock), ["0:00", "0:07", "1:05", "2:00"]);
  assert.deepEqual(["audio/webm", "audio/ogg", "audio/mp4", ""].map(fileName), ["resposta.webm", "resposta.ogg", "resposta.m4a", "resposta.webm"]);
});

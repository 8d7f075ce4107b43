// What somebody sends to a client: the words around the link, and which pieces it can be about.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSay } from "../../static/chat/words.js";
import { shareable, text, whatsapp } from "../../static/pieces/share.js";

test("a message names the campaign, the pieces and the deadline, and ends with the link", () => {
  const message = text(makeSay("pt-BR"), "Café & Cia", ["SMS", "E-mail 1"], "30/11/2026");
  assert.match(message, /^Café & Cia: .*\n• SMS\n• E-mail 1\nPrazo: 30\/11\/2026$/);
  assert.doesNotMatch(text(makeSay("en"), "C", ["SMS"], ""), /Deadline/);
  const link = new URL(whatsapp(message, "https://p.example/review?lang=pt-BR#abc"));
  assert.equal(link.host, "wa.me");
  assert.ok(link.searchParams.get("text")?.endsWith("\nhttps://p.example/review?lang=pt-BR#abc"));
  assert.equal(link.hash, "", "the link's own # is part of the text");
});

test("a client is asked about what waits for a decision", () => {
  const line = (state) => ({ id: state, state });
  const all = ["planned", "draft", "in_review", "client_review", "approved"].map(line);
  assert.deepEqual(shareable(all).map(({ id }) => id), ["in_review", "client_review"]);
});

// For whom, what is promised, and what is said.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { labelled } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  vp_for_who: ["Para", "For"],
  vp_need: ["Que precisa de", "Who need"],
  vp_product: ["Oferecemos", "We offer"],
  vp_category: ["Que é", "Which is"],
  vp_benefit: ["E entrega", "And gives"],
  vp_unlike: ["Diferente de", "Unlike"],
  vp_because: ["Porque", "Because"],
  vp_audience: ["Com quem a campanha fala", "Who the campaign speaks to"],
  persona_goals: ["Quer", "Wants"],
  persona_pains: ["Sofre com", "Struggles with"],
  persona_triggers: ["O que faz procurar", "What makes them look"],
  persona_objections: ["O que faz hesitar", "What makes them hesitate"],
  persona_channels: ["Onde está", "Where they are"],
  persona_use: ["Palavras que usa", "Words they use"],
  persona_avoid: ["Palavras a evitar", "Words to avoid"],
  persona_evidence: ["No que se apoia", "What this rests on"],
  persona_assumed: ["Suposição: ninguém disse isto ainda. Confira antes de aprovar.", "An assumption: nobody has said this yet. Check it before you approve."],
  house_proof: ["Prova", "Proof"],
  house_objection: ["Se hesitarem", "If they hesitate"],
  house_taglines: ["Slogans", "Taglines"],
  house_do: ["Dizer", "Say"],
  house_dont: ["Não dizer", "Do not say"],
});

/** @param {Texts} texts @param {string} key @param {string} path */
const cell = (texts, key, path) => labelled(texts.say, key, texts.maybe(path, { tag: "p" }));

/** @param {Texts} texts @param {string} key @param {string} path */
const listCell = (texts, key, path) => labelled(texts.say, key, texts.list(path));

/** @param {Texts} texts */
export const proposition = (texts) => h("div", { class: "strategy" },
  texts.maybe("/headline", { tag: "p", class: "big" }),
  texts.maybe("/one_liner", { tag: "p", class: "beside" }),
  h("div", { class: "cells" },
    cell(texts, "vp_for_who", "/for_who"), cell(texts, "vp_need", "/need"), cell(texts, "vp_product", "/product"), cell(texts, "vp_category", "/category"),
    cell(texts, "vp_benefit", "/benefit"), cell(texts, "vp_unlike", "/unlike"), listCell(texts, "vp_because", "/because")),
  texts.has("/audience") && h("div", { class: "audience" }, listCell(texts, "vp_audience", "/audience")));

/** @param {Texts} texts */
export const persona = (texts) => h("div", { class: texts.content.assumption ? "strategy assumed" : "strategy" },
  texts.content.assumption && h("p", { class: "assumption" }, texts.say("persona_assumed")),
  texts.maybe("/name", { tag: "p", class: "big" }),
  texts.maybe("/who", { tag: "p", class: "beside" }),
  h("div", { class: "cells" },
    listCell(texts, "persona_goals", "/goals"), listCell(texts, "persona_pains", "/pains"), listCell(texts, "persona_triggers", "/triggers"), listCell(texts, "persona_objections", "/objections"),
    listCell(texts, "persona_channels", "/channels"), listCell(texts, "persona_use", "/vocabulary/use"), listCell(texts, "persona_avoid", "/vocabulary/avoid"), listCell(texts, "persona_evidence", "/evidence")));

/** @param {Texts} texts */
export const house = (texts) => h("div", { class: "strategy house" },
  texts.maybe("/proposition", { tag: "p", class: "big roof" }),
  h("div", { class: "pillars" }, ...texts.items("/pillars").map((path) => h("div", { class: "pillar" },
    texts.line(`${path}/message`, { tag: "p", class: "pillar-message" }), listCell(texts, "house_proof", `${path}/proof`), cell(texts, "house_objection", `${path}/objection_answer`)))),
  h("div", { class: "cells" }, listCell(texts, "house_taglines", "/taglines"), listCell(texts, "house_do", "/do"), listCell(texts, "house_dont", "/dont")));

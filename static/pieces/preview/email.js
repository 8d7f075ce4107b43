// An e-mail in the inbox, and opened.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { blocks } from "../markdown.js";
import { avatar, fake, host, labelled, switches } from "./parts.js";
import { flow } from "./flow.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  email_subjects: ["Assuntos para testar", "Subjects to be tested"],
  email_subject: ["Assunto {letter}", "Subject {letter}"],
  email_step: ["E-mail {n}", "E-mail {n}"],
  email_at_once: ["na hora", "at once"],
  email_after: ["{n} dias depois", "{n} days later"],
  email_after_one: ["1 dia depois", "1 day later"],
  email_segment: ["Para quem", "To whom"],
  email_window: ["Quando", "When"],
});

/** @param {Texts} texts */
export function email(texts) {
  const { say, content } = texts;
  const who = texts.desk.brand?.() || host(texts.raw("/cta_url")) || say("shown_brand");
  const subjects = texts.items("/subjects");
  /** @param {number} at */
  const inbox = (at) => h("div", { class: "inbox" }, avatar(who), h("div", {},
    h("p", { class: "inbox-who" }, h("strong", {}, who), h("small", {}, "09:41")),
    subjects[at] && texts.line(subjects[at], { tag: "p", class: "inbox-subject" }), texts.maybe("/preheader", { tag: "p", class: "inbox-before" })));
  const place = h("div", {}, inbox(0));
  const { step = 1, delay_days: days = 0 } = content;
  const when = days === 1 ? say("email_after_one") : days ? say("email_after", { n: days }) : say("email_at_once");
  return h("div", {},
    h("p", { class: "preview-bar" }, h("span", { class: "quietly" }, `${say("email_step", { n: step })} · ${when}`)),
    subjects.length > 1 && switches(say("email_subjects"), subjects.map((_, at) => say("email_subject", { letter: String.fromCharCode(65 + at) })), (at) => place.replaceChildren(inbox(at))),
    place,
    h("div", { class: "letter" }, flow(texts, "/body", blocks), texts.has("/cta") && h("p", {}, fake(texts.line("/cta"))), texts.maybe("/unsubscribe", { tag: "p", class: "letter-foot" })),
    h("div", { class: "cells" }, labelled(say, "email_segment", texts.maybe("/segment", { tag: "p" })), labelled(say, "email_window", texts.maybe("/send_window", { tag: "p" }))));
}

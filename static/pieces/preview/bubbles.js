// What arrives on somebody's phone as a message.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { smsParts } from "../counts.js";
import { avatar } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  bubble_template: ["Modelo: ", "Template: "],
  bubble_sample: ["O que está marcado é exemplo: no envio vem o dado de cada pessoa.", "What is marked is an example: when sent, it is each person's own."],
  bubble_sms_one: ["Vai em 1 SMS", "Goes as 1 SMS"],
  bubble_sms: ["Vai em {n} SMS, cobrados um a um", "Goes as {n} SMS, each of them charged"],
  bubble_reply: ["↩ ", "↩ "],
  bubble_link: ["↗ ", "↗ "],
});

/** @param {Texts} texts */
export function whatsapp(texts) {
  const { say, content } = texts;
  const samples = content.samples ?? [];
  const buttons = texts.items("/buttons").map((path) => texts.line(`${path}/text`, { class: "chat-button", before: say(texts.has(`${path}/url`) ? "bubble_link" : "bubble_reply") }));
  return h("div", {},
    h("div", { class: "chat-ground" }, h("div", { class: "chat-bubble" },
      texts.maybe("/header", { tag: "p", class: "chat-head", samples }), texts.line("/body", { tag: "p", class: "chat-words", samples }), texts.maybe("/footer", { tag: "p", class: "chat-foot" }),
      h("span", { class: "chat-time", "aria-hidden": "true" }, "09:41"), ...buttons)),
    h("div", { class: "preview-notes" }, texts.has("/name") && h("p", {}, say("bubble_template"), texts.line("/name")), samples.length > 0 && h("p", {}, say("bubble_sample"))));
}

/** @param {Texts} texts */
export function sms(texts) {
  const { say } = texts;
  const [sender, text, out] = ["/sender", "/text", "/opt_out"].map((path) => texts.raw(path));
  const whole = [sender && !text.startsWith(sender) ? `${sender}:` : "", text, out && !text.includes(out) ? out : ""].filter(Boolean).join(" ");
  const n = smsParts(whole);
  return h("div", {},
    h("div", { class: "chat-ground sms-ground" }, h("p", { class: "poster" }, avatar(sender || "S"), texts.line("/sender", { tag: "strong" })),
      h("div", { class: "chat-bubble" }, sender && !text.startsWith(sender) && `${sender}: `, texts.line("/text"), out && !text.includes(out) && " ", out && !text.includes(out) && texts.line("/opt_out"))),
    h("p", { class: "preview-notes" }, n === 1 ? say("bubble_sms_one") : say("bubble_sms", { n })));
}

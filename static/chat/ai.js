// Whether a language model helps in this conversation, said quietly, and the way to change that.

import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { register } from "./words.js";

register({
  ai: ["Mudar o uso de IA", "Change the use of AI"],
  ai_title: ["IA nesta conversa", "AI in this conversation"],
  ai_on: ["Ligada: {by} faz sugestões e recebe suas respostas para isso.", "On: {by} makes suggestions and gets your answers for that."],
  ai_on_local: ["Ligada: {by} faz sugestões e roda nesta máquina ou rede.", "On: {by} makes suggestions and runs on this machine or network."],
  ai_on_recorded: ["Ligada: as sugestões são respostas gravadas.", "On: the suggestions are recorded answers."],
  ai_off: ["Desligada: as sugestões seguem regras, e nada sai deste servidor.", "Off: suggestions follow rules, and nothing leaves this server."],
  ai_to_off: ["Continuar sem IA", "Go on without AI"],
  ai_to_on: ["Usar IA: {by}", "Use AI: {by}"],
  ai_to_on_any: ["Usar IA", "Use AI"],
});

/**
 * Which sentence says how it stands.
 * @param {import("./types.js").Ai} ai
 */
export const standing = ({ on, local, simulated }) => (!on ? "ai_off" : simulated ? "ai_on_recorded" : local ? "ai_on_local" : "ai_on");

/** @type {WeakMap<HTMLElement, HTMLElement>} */
const made = new WeakMap();

/**
 * Keeps the line at the end of a place as things are.
 * @param {import("./talk.js").TalkOverSocket} talk @param {HTMLElement} place
 */
export function ai(talk, place) {
  const { say, ai, who } = talk;
  const before = made.get(place);
  // Before the person has said, the conversation itself asks.
  if (!ai?.connected || !who || ai.on === null) {
    made.delete(place);
    return before?.remove();
  }
  const { on, by = "" } = ai;
  const held = before?.contains(/** @type {ShadowRoot | Document} */ (place.getRootNode()).activeElement);
  const change = h("button", { type: "button", class: "button", name: "ai", onclick: () => talk.command("ai", { on: !on }, change.textContent ?? "") }, say(on ? "ai_to_off" : by ? "ai_to_on" : "ai_to_on_any", { by }));
  const now = h("section", { class: "ai-line", "aria-label": say("ai_title") }, sheet("assists.css").link, h("h3", {}, say("ai_title")), h("p", { role: "status" }, say(standing(ai), { by })), change);
  made.set(place, now);
  if (before) before.replaceWith(now);
  else place.append(now);
  if (held) change.focus();
}

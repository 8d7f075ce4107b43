// What stands above the first question, until something is said: what one gets, how long it takes, where the data is.

import { h } from "./dom.js";
import { register } from "./words.js";

register({
  first: ["Um briefing pronto para virar campanha", "A brief that is ready to become a campaign"],
  first_lead: ["Uma pergunta por vez. O documento se escreve ao lado, e qualquer resposta pode mudar depois.", "One question at a time. The document writes itself beside the chat, and any answer can change later."],
  first_get: ["O que você leva", "What you get"],
  first_get_is: ["Um briefing completo, com nota e o que ainda falta, para imprimir, enviar ou baixar.", "A complete brief, with a score and what is still missing, to print, send or download."],
  first_time: ["Quanto tempo leva", "How long it takes"],
  first_time_is: ["No máximo uns {n} minutos pelo caminho mais longo. Dá para parar e voltar: tudo fica salvo.", "At most about {n} minutes on the longest path. You can stop and come back: everything is saved."],
  first_data: ["Seus dados", "Your data"],
  first_data_is: ["O que você escreve fica neste servidor. Nada é guardado antes da sua primeira resposta.", "What you write stays on this server. Nothing is kept before your first answer."],
  first_ai: ["Inteligência artificial", "Artificial intelligence"],
  first_ai_off: ["Desligada. Perguntas, leitura e sugestões seguem regras, e o briefing sai completo assim. Esta versão ainda não conecta um modelo de linguagem.", "Off. Questions, reading and suggestions follow rules, and the brief comes out complete that way. This version does not connect a language model yet."],
  first_ai_on: ["Ligada. Cada sugestão diz de onde vem e só vale se você aceitar.", "On. Each suggestion says where it comes from and counts only if you accept it."],
  example_see: ["Ver um exemplo pronto", "See a finished example"],
});

/**
 * @param {import("./talk.js").TalkOverSocket} talk
 * @param {import("./types.js").Opening} opening
 * @param {string} heading
 */
export function first(talk, { brief, ai }, heading) {
  const { say } = talk;
  const n = Math.max(1, Math.round((brief.progress?.seconds ?? 0) / 60));
  /** @param {string} title @param {string} text */
  const point = (title, text) => h("div", {}, h("dt", {}, title), h("dd", {}, text));
  return h("section", { class: "first", "aria-label": say("first") },
    h(/** @type {"h2"} */ (heading), {}, say("first")),
    h("p", { class: "lead" }, say("first_lead")),
    h("dl", {},
      point(say("first_get"), say("first_get_is")),
      brief.progress && point(say("first_time"), say("first_time_is", { n })),
      point(say("first_data"), say("first_data_is")),
      point(say("first_ai"), say(ai ? "first_ai_on" : "first_ai_off"))));
}

/** The way to a finished example, below the doors. @param {import("./types.js").Say} say @param {string} href */
export const example = (say, href) => h("p", { class: "more-doors" }, h("a", { class: "button quiet", href }, say("example_see")));

// What stands above the first question, until something is said: what one gets, how long it takes, where the data is.

import { h } from "./dom.js";
import { register } from "./words.js";

register({
  first: ["Um briefing pronto para virar campanha", "A brief that is ready to become a campaign"],
  first_short: ["Briefing com nota · até {n} min · fica neste servidor · {ai}", "A scored brief · up to {n} min · stays on this server · {ai}"],
  first_get: ["O que você leva", "What you get"],
  first_get_is: ["Um briefing completo e com nota, para enviar ou baixar.", "A complete brief with a score, to send or download."],
  first_time: ["Quanto tempo", "How long"],
  first_time_is: ["Até {n} minutos, no caminho mais longo. Dá para parar e voltar.", "Up to {n} minutes, on the longest path. You can stop and come back."],
  first_data: ["Seus dados", "Your data"],
  first_data_is: ["Ficam neste servidor. Antes da primeira resposta, nada é guardado.", "They stay on this server. Before your first answer, nothing is kept."],
  first_ai: ["Sem IA", "No AI"],
  first_ai_is: ["Perguntas e sugestões seguem regras. Esta versão ainda não conecta um modelo de linguagem.", "Questions and suggestions follow rules. This version does not connect a language model yet."],
  first_ai_on: ["Com IA", "With AI"],
  first_ai_on_is: ["Cada sugestão diz de onde vem e só vale se você aceitar.", "Each suggestion says where it comes from and counts only if you accept it."],
  example_see: ["Ver um exemplo pronto", "See a finished example"],
});

/**
 * @param {import("./talk.js").TalkOverSocket} talk
 * @param {import("./types.js").Opening} opening
 * @param {{ heading: string, isWide: boolean, example: string | null }} how `isWide`: there is room for all of it beside
 *   the question; else it opens from one line.
 */
export function first(talk, { brief, ai }, { heading, isWide, example }) {
  const { say } = talk;
  const n = Math.max(1, Math.round((brief.progress?.seconds ?? 0) / 60));
  const who = ai ? "first_ai_on" : "first_ai";
  /** @param {string} key */
  const point = (key) => h("div", {}, h("dt", {}, say(key)), h("dd", {}, say(`${key}_is`, { n })));
  const points = h("dl", {}, point("first_get"), brief.progress && point("first_time"), point("first_data"), point(who));
  const short = say("first_short", { n, ai: say(who).toLowerCase().replace(/\b(ia|ai)\b/, (word) => word.toUpperCase()) });
  return h("div", { class: "first" },
    h(/** @type {"h2"} */ (heading), {}, say("first")),
    isWide ? points : h("details", {}, h("summary", {}, short), points),
    example && h("p", { class: "more-doors" }, h("a", { class: "button quiet", href: example }, say("example_see"))));
}

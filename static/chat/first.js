// What stands above the first question, until something is said: what one gets, how long it takes, where the data is.

import { h } from "./dom.js";
import { register } from "./words.js";

register({
  first: ["Um briefing pronto para virar campanha", "A brief that is ready to become a campaign"],
  first_short: ["Briefing com nota · até {n} min · guardado neste servidor · {ai}", "A scored brief · up to {n} min · kept on this server · {ai}"],
  first_get: ["O que você leva", "What you get"],
  first_get_is: ["Um briefing completo e com nota, para enviar ou baixar.", "A complete brief with a score, to send or download."],
  first_time: ["Quanto tempo", "How long"],
  first_time_is: ["Até {n} minutos, no caminho mais longo. Dá para parar e voltar.", "Up to {n} minutes, on the longest path. You can stop and come back."],
  first_data: ["Seus dados", "Your data"],
  first_data_is: ["Ficam neste servidor. Antes da primeira resposta, nada é guardado.", "They stay on this server. Before your first answer, nothing is kept."],
  first_data_by: ["Ficam neste servidor; {by} só recebe o que você aceitar enviar. Antes da primeira resposta, nada é guardado.", "They stay on this server; {by} gets only what you agree to send. Before your first answer, nothing is kept."],
  first_ai: ["Sem IA", "No AI"],
  first_ai_is: ["Perguntas e sugestões seguem regras. Nenhum modelo de linguagem está conectado, e nada sai deste servidor.", "Questions and suggestions follow rules. No language model is connected, and nothing leaves this server."],
  first_by: ["IA, se você quiser", "AI, if you like"],
  first_by_is: ["Quem sugere é {by}, que recebe suas respostas para isso. Pergunto antes; dá para seguir sem IA.", "Suggestions are by {by}, which gets your answers for that. I ask first; you can go on without AI."],
  first_local: ["IA daqui, se você quiser", "AI from here, if you like"],
  first_local_is: ["Quem sugere é {by}, nesta máquina ou rede. Dá para seguir sem IA.", "Suggestions are by {by}, on this machine or network. You can go on without AI."],
  first_recorded: ["IA gravada", "Recorded AI"],
  first_recorded_is: ["As sugestões são respostas gravadas de um modelo, para demonstração. Nada sai deste servidor.", "Suggestions are recorded answers of a model, for demonstration. Nothing leaves this server."],
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
  const { connected, simulated, local, by = "" } = Object(ai);
  const who = !connected ? "first_ai" : simulated ? "first_recorded" : local ? "first_local" : "first_by";
  /** @param {string} key */
  const point = (key, is = `${key}_is`) => h("div", {}, h("dt", {}, say(key)), h("dd", {}, say(is, { n, by })));
  const points = h("dl", {}, point("first_get"), brief.progress && point("first_time"), point("first_data", who === "first_by" ? "first_data_by" : undefined), point(who));
  const short = say("first_short", { n, ai: say(who).replace(/^S|^N|^R/, (letter) => letter.toLowerCase()) });
  return h("div", { class: "first" },
    h(/** @type {"h2"} */ (heading), {}, say("first")),
    isWide ? points : h("details", {}, h("summary", {}, short), points),
    example && h("p", { class: "more-doors" }, h("a", { class: "button quiet", href: example }, say("example_see"))));
}

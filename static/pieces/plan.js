// The plan of a brief: which pieces it becomes, what that costs, and how far it is.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { roughly } from "./names.js";

/** @import { Desk, Production, Refused } from "./types.js" */

register({
  plan_title: ["Do briefing às peças", "From the brief to the pieces"],
  plan_what: ["O que este briefing pede. Desmarque o que você não quer agora.", "What this brief asks for. Untick what you do not want now."],
  plan_first: ["Primeiro", "First"],
  plan_later: ["Depois, se você quiser", "Later, if you like"],
  plan_gate: ["O resto começa quando você seguir com a proposta de valor.", "The rest begins once you go on with the value proposition."],
  plan_start: ["Gerar as peças", "Make the pieces"],
  plan_start_one: ["Gerar a peça", "Make the piece"],
  plan_start_more: ["Gerar mais {n}", "Make {n} more"],
  plan_unknown: ["O custo é desconhecido; pode gerar assim.", "The cost is unknown; make them all the same."],
  plan_unknown_first: ["Antes de gerar, marque que o custo pode ser desconhecido.", "Before making them, tick that the cost may be unknown."],
  plan_none: ["Marque ao menos uma peça.", "Tick one piece at least."],
  plan_progress: ["{done} de {of} peças prontas, faltam {time}.", "{done} of {of} pieces ready, {time} to go."],
  plan_part: ["{done} de {of} peças prontas.", "{done} of {of} pieces ready."],
  plan_ready: ["{of} peças prontas.", "{of} pieces ready."],
  plan_ready_one: ["1 peça pronta.", "1 piece ready."],
  plan_beside: ["Você pode fechar a página: tudo continua no servidor.", "You can close the page: everything goes on at the server."],
});

/** How far it is, in a sentence. @param {import("../chat/types.js").Say} say @param {Production} production */
export function progress(say, { state, count: { done, of, seconds } }) {
  if (state === "offered" || !of) return "";
  if (done >= of) return say(of === 1 ? "plan_ready_one" : "plan_ready", { of });
  if (state === "ready" || !seconds) return say("plan_part", { done, of });
  return say("plan_progress", { done, of, time: roughly(say, seconds) });
}

/** Whether the rest waits until somebody goes on with the value proposition. @param {Production} production */
export const waitsAtGate = ({ gate, started, packages }) => gate && started > 0 && packages.some(({ nodes }) => nodes.some(({ kind, state }) => kind === "value_proposition" && state !== "approved" && state !== "planned"));

/** The package that comes next: those that were started are under way. @param {Production} production */
export const next = ({ packages, started }) => packages.find(({ n }) => n > started);

/** @param {Desk} desk @param {number} [level] How deep its heading is. */
export function planCard(desk, level = 3) {
  const { say, api } = desk;
  const body = h("div", { class: "plan-body" });
  const status = h("p", { class: "plan-status", role: "status" });
  const bar = h("progress", { max: 1, value: 0, ariaLabel: say("plan_title"), hidden: true });
  const element = h("section", { class: "plan-card", ariaLabel: say("plan_title") }, h(/** @type {"h3"} */ (`h${level}`), { class: "plan-title" }, say("plan_title")), bar, status, body);
  let shown = "";

  /** @param {Production} production */
  const offer = (production) => {
    const coming = next(production);
    if (!coming) return body.replaceChildren();
    const { estimate } = production;
    const error = h("p", { class: "form-error", role: "alert" });
    const ticks = coming.nodes.map(({ id, title }) => h("label", { class: "tick-line" }, h("input", { type: "checkbox", value: id, checked: true, onchange: () => name() }), h("span", {}, title)));
    const boxes = ticks.map((one) => /** @type {HTMLInputElement} */ (one.firstElementChild));
    const unknown = estimate.unknown && h("label", { class: "tick-line" }, h("input", { type: "checkbox", name: "unknown_cost" }), h("span", {}, say("plan_unknown")));
    const button = h("button", { class: "button primary", "data-act": "start" });
    const name = () => {
      const n = boxes.filter(({ checked }) => checked).length;
      button.textContent = production.started ? say("plan_start_more", { n }) : say(n === 1 ? "plan_start_one" : "plan_start");
    };
    name();
    const later = production.packages.filter(({ n }) => n > coming.n);
    const start = async () => {
      const without = boxes.filter(({ checked }) => !checked).map(({ value }) => value);
      if (without.length === boxes.length) return void (error.textContent = say("plan_none"));
      const agreed = unknown && unknown.querySelector("input");
      if (agreed && !agreed.checked) {
        error.textContent = say("plan_unknown_first");
        return agreed.focus();
      }
      button.ariaDisabled = "true";
      error.textContent = "";
      try {
        await api.production("start", { package: coming.n, ...(without.length && { without }), ...(agreed && { unknown_cost: true }) });
        status.tabIndex = -1;
        if (form.contains(/** @type {ShadowRoot} */ (form.getRootNode()).activeElement)) status.focus({ preventScroll: true });
      } catch (wrong) {
        error.textContent = /** @type {Refused} */ (wrong).message;
      }
      button.ariaDisabled = "false";
      desk.changed();
    };
    const form = h("form", { class: "plan-form", noValidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), void (button.ariaDisabled !== "true" && start())) },
      h("p", { class: "quietly" }, say("plan_what")),
      h("fieldset", {}, h("legend", {}, say(production.started ? "plan_later" : "plan_first")), ...ticks),
      later.length > 0 && h("div", { class: "plan-later" }, h("p", { class: "cell-label" }, say("plan_later")), h("p", {}, later.flatMap(({ nodes }) => nodes.map(({ title }) => title)).join(" · "))),
      estimate.text && h("p", { class: "estimate" }, estimate.text), unknown || null, error, h("div", { class: "row" }, button));
    body.replaceChildren(production.started ? h("details", {}, h("summary", {}, say("plan_later")), form) : form);
  };

  return {
    element,
    /** @param {Production} production */
    show(production) {
      const { state, count } = production;
      const isRunning = state === "running" && count.done < count.of;
      const words = [progress(say, production), waitsAtGate(production) && say("plan_gate"), isRunning && say("plan_beside")].filter(Boolean).join(" ");
      if (status.textContent !== words) status.textContent = words;
      bar.hidden = !isRunning;
      bar.max = count.of || 1;
      bar.value = count.done;
      // What somebody has ticked stays as it is until the plan itself is another one.
      const now = JSON.stringify([production.brief, production.started, production.estimate, production.packages.map(({ n, nodes }) => [n, nodes.map(({ id }) => id)])]);
      if (now === shown) return;
      shown = now;
      offer(production);
    },
  };
}

// What waits for a decision, one after another: by keyboard, or several at once.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { PieceCard } from "./card.js";
import { isWriting, open } from "./dialog.js";

/** @import { Desk, Listed, PieceLine, Refused } from "./types.js" */

register({
  tray: ["{n} esperando você", "{n} waiting for you"],
  tray_title: ["Esperando você", "Waiting for you"],
  tray_at: ["{n} de {of}: {title}", "{n} of {of}: {title}"],
  tray_next: ["Próxima", "Next"],
  tray_before: ["Anterior", "Previous"],
  tray_keys: ["Teclas", "Keys"],
  tray_none: ["Nada espera você agora.", "Nothing waits for you now."],
  tray_done: ["Feito: {title}.", "Done: {title}."],
  tray_failed: ["A peça não abriu. Tente a próxima ou feche e abra de novo.", "The piece did not open. Try the next one, or close and open again."],
  tray_key_j: ["próxima", "next"],
  tray_key_k: ["anterior", "previous"],
  tray_key_a: ["aprovar", "approve"],
  tray_key_m: ["pedir mudança", "ask for a change"],
  tray_key_e: ["editar", "edit"],
  tray_key_help: ["mostrar as teclas", "show the keys"],
  bulk: ["Aprovar várias", "Approve several"],
  bulk_do: ["Aprovar {n}", "Approve {n}"],
  bulk_goes: ["Vão ser aprovadas", "Will be approved"],
  bulk_skips: ["Ficam de fora", "Left out"],
  bulk_why_error: ["{title}: tem algo que precisa mudar", "{title}: something must change"],
  bulk_why_warn: ["{title}: tem avisos que ninguém viu", "{title}: has warnings that nobody has seen"],
  bulk_tick: ["Vi os avisos; aprovar também as {n} com avisos", "I have seen the warnings; approve the {n} with warnings too"],
  bulk_tick_one: ["Vi os avisos; aprovar também a que tem avisos", "I have seen the warnings; approve the one with warnings too"],
  bulk_nothing: ["Nenhuma pode ser aprovada assim.", "None can be approved like this."],
});

/** What waits, in the order of the list. @param {PieceLine[]} lines */
export const waiting = (lines) => lines.filter(({ state }) => state === "in_review" || state === "client_review");

/** What a bulk approval would take and what it would leave out. @param {PieceLine[]} lines @param {boolean} ticked */
export function bulk(lines, ticked) {
  const goes = lines.filter(({ worst }) => worst !== "error" && (worst !== "warn" || ticked));
  return { goes, skips: lines.filter((line) => !goes.includes(line)) };
}

const KEYS = /** @type {const} */ ([["J", "j"], ["K", "k"], ["A", "a"], ["M", "m"], ["E", "e"], ["?", "help"]]);

/** @param {Desk} desk @param {() => Listed} listed */
export function tray(desk, listed) {
  const { say } = desk;
  let lines = waiting(listed().pieces);
  let at = 0;
  /** @type {PieceCard | null} */
  let card = null;
  let asked = 0;
  const status = h("p", { class: "unseen", role: "status" });
  const where = h("p", { class: "tray-where" });
  const place = h("div", { class: "tray-place" });
  const bulkPlace = h("div", { class: "bulk", hidden: true });
  const before = h("button", { type: "button", class: "button", "aria-keyshortcuts": "K", onclick: () => go(-1) }, say("tray_before"));
  const after = h("button", { type: "button", class: "button", "aria-keyshortcuts": "J", onclick: () => go(1) }, say("tray_next"));
  const many = h("button", { type: "button", class: "button", ariaExpanded: "false", "data-act": "bulk", onclick: () => several() }, say("bulk"));
  const keys = h("details", { class: "keys" }, h("summary", {}, say("tray_keys")), h("dl", {}, ...KEYS.map(([key, name]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, say(`tray_key_${name}`))))));
  const bar = h("div", { class: "tray-bar" }, where, h("div", { class: "row" }, before, after, many));

  const show = async (/** @type {string} */ said = "") => {
    const now = ++asked;
    card?.destroy();
    card = null;
    const line = lines[at];
    bar.hidden = keys.hidden = !line;
    if (!line) {
      where.textContent = "";
      place.replaceChildren(h("p", { class: "tray-none", tabIndex: -1 }, say("tray_none")));
      status.textContent = [said, say("tray_none")].filter(Boolean).join(" ");
      return /** @type {HTMLElement} */ (place.firstElementChild).focus();
    }
    where.textContent = say("tray_at", { n: at + 1, of: lines.length, title: line.title });
    status.textContent = [said, where.textContent].filter(Boolean).join(" ");
    before.ariaDisabled = String(at === 0);
    after.ariaDisabled = String(at === lines.length - 1);
    const view = await desk.api.view(line.id).catch(() => null);
    if (now !== asked) return;
    if (!view) return place.replaceChildren(h("p", { role: "alert" }, say("tray_failed")));
    card = new PieceCard(desk, view, { level: 3, onacted: (act) => acted(line, act) });
    await card.ready;
    if (now !== asked) return card.destroy();
    place.replaceChildren(card.element);
    card.focus();
    dialog.scrollTop = 0;
  };

  /** @param {number} by */
  const go = (by) => {
    const next = Math.min(lines.length - 1, Math.max(0, at + by));
    if (next === at || card?.isDirty) return;
    at = next;
    void show();
  };

  /** What is settled leaves; a card that still asks stays. @param {PieceLine} line @param {string} act */
  const acted = (line, act) => {
    if (!["approve", "approve_with_changes", "reject", "hold", "request", "keep", "update"].includes(act)) return;
    lines = lines.filter(({ id }) => id !== line.id);
    at = Math.min(at, Math.max(0, lines.length - 1));
    void show(say("tray_done", { title: line.title }));
  };

  const several = (isOpen = bulkPlace.hidden) => {
    bulkPlace.hidden = !isOpen;
    many.ariaExpanded = String(isOpen);
    if (isOpen) bulkPlace.replaceChildren(bulkForm(desk, lines, (done) => {
      lines = lines.filter(({ id }) => !done.includes(id));
      at = 0;
      several(false);
      void show();
    }));
    if (isOpen) /** @type {HTMLElement} */ (bulkPlace.firstElementChild).focus();
  };

  const dialog = open(desk, say("tray_title"), [bar, bulkPlace, place, keys, status], { name: "tray", onclose: () => (card?.destroy(), desk.changed()) });
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.composedPath()[0])) return;
    const does = { j: () => go(1), k: () => go(-1), a: () => card?.begin("approve"), m: () => card?.begin("request"), e: () => card?.begin("edit"), "?": () => (keys.open = !keys.open) }[event.key.toLowerCase()];
    if (!does || !lines.length) return;
    event.preventDefault();
    does();
  });
  void show();
}

/** @param {Desk} desk @param {PieceLine[]} lines @param {(done: string[]) => void} done */
function bulkForm(desk, lines, done) {
  const { say, api } = desk;
  const warned = lines.filter(({ worst }) => worst === "warn").length;
  const tick = h("input", { type: "checkbox", onchange: () => paint() });
  const place = h("div", {});
  const error = h("p", { class: "form-error", role: "alert" });
  const button = h("button", { type: "button", class: "button primary", "data-act": "approve_all", onclick: async () => {
    const { goes } = bulk(lines, tick.checked);
    if (!goes.length) return void (error.textContent = say("bulk_nothing"));
    button.ariaDisabled = "true";
    try {
      await api.production("approve_all", { pieces: goes.map(({ id, version, sha256 }) => ({ id, version, sha256 })), ticked: tick.checked });
      done(goes.map(({ id }) => id));
    } catch (wrong) {
      error.textContent = /** @type {Refused} */ (wrong).message;
    }
    button.ariaDisabled = "false";
  } });
  const paint = () => {
    const { goes, skips } = bulk(lines, tick.checked);
    button.textContent = say("bulk_do", { n: goes.length });
    place.replaceChildren(
      h("p", { class: "cell-label" }, say("bulk_goes")), goes.length ? h("ul", {}, ...goes.map(({ title }) => h("li", {}, title))) : h("p", {}, say("bulk_nothing")),
      ...(skips.length ? [h("p", { class: "cell-label" }, say("bulk_skips")), h("ul", {}, ...skips.map(({ title, worst }) => h("li", {}, say(`bulk_why_${worst}`, { title }))))] : []));
  };
  paint();
  return h("div", { class: "piece-form", tabIndex: -1, role: "group", ariaLabel: say("bulk") }, place, warned > 0 && h("label", { class: "tick-line" }, tick, h("span", {}, say(warned === 1 ? "bulk_tick_one" : "bulk_tick", { n: warned }))), h("p", { class: "quietly" }, say("card_publishes_nothing")), error, h("div", { class: "form-foot" }, button));
}

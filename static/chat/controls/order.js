// An order that can be changed by dragging a handle, with the arrow keys on it, or with the buttons beside it.
import { h } from "../dom.js";
import { register } from "../words.js";

/** @import { Say } from "../types.js" */

register({
  c_move: ["Mover: {name}. Setas para cima e para baixo mudam a posição.", "Move: {name}. The up and down arrows change its place."],
  c_up: ["Subir: {name}", "Move up: {name}"],
  c_down: ["Descer: {name}", "Move down: {name}"],
  c_moved: ["{name}: posição {place} de {count}.", "{name}: place {place} of {count}."],
});

/**
 * The list with one thing moved; what lies outside stays at the end it would leave.
 * @template T
 * @param {T[]} list
 * @param {number} from
 * @param {number} to
 */
export function moved(list, from, to) {
  const rest = list.filter((_, at) => at !== from);
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, list[from]);
  return rest;
}

/**
 * Makes the children of a list movable.
 * @param {HTMLElement} list
 * @param {Say} say
 * @param {(item: Element) => string} nameOf
 * @param {() => void} changed
 */
export function order(list, say, nameOf, changed) {
  const live = h("p", { class: "unseen", "aria-live": "polite" });
  /** @param {Element} item @param {number} to */
  const move = (item, to) => {
    const items = [...list.children];
    const next = moved(items, items.indexOf(item), to);
    if (next.every((one, at) => one === items[at])) return;
    const root = /** @type {ShadowRoot | Document} */ (list.getRootNode());
    const held = root.activeElement;
    list.append(...next);
    if (held instanceof HTMLElement && list.contains(held)) {
      held.focus();
      // At either end one of the two arrows is gone.
      if (root.activeElement !== held) /** @type {HTMLElement | null} */ (item.querySelector(held.matches(".up") ? ".down" : ".up"))?.focus();
    }
    changed();
    list.dispatchEvent(new Event("input", { bubbles: true }));
    live.textContent = say("c_moved", { name: nameOf(item), place: next.indexOf(item) + 1, count: next.length });
  };
  /** @param {Element} item @param {number} by */
  const step = (item, by) => move(item, [...list.children].indexOf(item) + by);

  /** @param {HTMLElement} item */
  const controls = (item) => {
    /** @param {KeyboardEvent} event */
    const onkeydown = (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
      if (!by) return;
      event.preventDefault();
      if (Number.isFinite(by)) step(item, by);
      else move(item, by < 0 ? 0 : list.children.length);
    };
    const handle = h("button", { type: "button", class: "handle", onkeydown, onpointerdown: (/** @type {PointerEvent} */ event) => drag(event, item, move, list) }, h("span", { "aria-hidden": "true" }, "⠿"));
    const arrow = (/** @type {string} */ sign, /** @type {number} */ by) =>
      h("button", { type: "button", class: by < 0 ? "arrow up" : "arrow down", onclick: () => step(item, by) }, h("span", { "aria-hidden": "true" }, sign));
    const [up, down] = [arrow("↑", -1), arrow("↓", 1)];
    const name = () => {
      for (const [button, key] of /** @type {const} */ ([[handle, "c_move"], [up, "c_up"], [down, "c_down"]])) {
        button.ariaLabel = say(key, { name: nameOf(item) });
      }
    };
    name();
    return { handle, up, down, name };
  };
  return { live, controls };
}

/**
 * Follows the finger: the item goes to where the pointer is among the others.
 * @param {PointerEvent} event
 * @param {HTMLElement} item
 * @param {(item: Element, to: number) => void} move
 * @param {HTMLElement} list
 */
function drag(event, item, move, list) {
  const handle = /** @type {HTMLElement} */ (event.currentTarget);
  if (event.button) return;
  event.preventDefault();
  handle.focus();
  item.classList.add("dragged");
  const follow = (/** @type {PointerEvent} */ { clientY }) => {
    const others = [...list.children].filter((other) => other !== item);
    const above = others.filter((other) => {
      const { top, height } = other.getBoundingClientRect();
      return top + height / 2 < clientY;
    });
    move(item, above.length);
  };
  const ends = new AbortController();
  const end = () => {
    ends.abort();
    item.classList.remove("dragged");
  };
  // On the window: moving the item in the list would take the pointer from it.
  addEventListener("pointermove", follow, { signal: ends.signal });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end, { signal: ends.signal });
}

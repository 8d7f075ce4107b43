// A decision can be taken back for a minute. The seconds are for the eyes; nobody is read a clock.

import { h } from "../chat/dom.js";
import { register } from "../chat/words.js";
import { moment } from "./names.js";

/** @import { PieceView } from "./types.js" */

register({
  undo: ["Desfazer", "Undo"],
  undo_seconds: [" ({n} s)", " ({n} s)"],
});

const LONGEST_S = 60;
/** A clock that goes wrong still leaves time to press. */
const SHORTEST_S = 5;

/** How many seconds are left. @param {PieceView} view @param {number} now */
export const left = ({ undo_until: until }, now) => Math.min(LONGEST_S, Math.max(SHORTEST_S, Math.round((moment(until) - now) / 1000)));

/** @param {import("../chat/types.js").Say} say @param {PieceView} view @param {() => void} undo */
export function undoButton(say, view, undo) {
  if (view.undo_until === undefined || !view.actions.includes("undo")) return false;
  const end = performance.now() + left(view, Date.now()) * 1000;
  const seconds = h("span", { "aria-hidden": "true" });
  const button = h("button", { type: "button", class: "button quiet", "data-act": "undo", onclick: undo }, say("undo"), seconds);
  const tick = () => {
    const n = Math.ceil((end - performance.now()) / 1000);
    if (n <= 0) return button.remove();
    seconds.textContent = say("undo_seconds", { n });
    setTimeout(() => (button.isConnected ? tick() : undefined), 1000);
  };
  queueMicrotask(tick);
  return button;
}

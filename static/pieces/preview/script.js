// A video scene by scene, along its time.

import { h } from "../../chat/dom.js";
import { register } from "../../chat/words.js";
import { channelName } from "../names.js";
import { labelled } from "./parts.js";

/** @typedef {import("../text.js").Texts} Texts */

register({
  script_length: ["{where} · {n} s", "{where} · {n} s"],
  script_hook: ["Primeiros 3 segundos", "First 3 seconds"],
  script_see: ["Vê-se", "Seen"],
  script_hear: ["Ouve-se", "Heard"],
  script_read: ["Lê-se", "Read"],
  script_cta: ["Chamada final", "Call to action"],
  script_caption: ["Legenda", "Caption"],
  script_music: ["Música", "Music"],
});

/** @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** @param {Texts} texts */
export function script(texts) {
  const { say, content } = texts;
  /** @param {string} path */
  const scene = (path) => {
    const { from = 0, to = 0 } = content.scenes[Number(path.split("/")[2])];
    const share = h("i", { "aria-hidden": "true" });
    share.style.setProperty("--share", String(Math.max(1, to - from)));
    return h("li", {}, h("p", { class: "scene-time" }, `${clock(from)}–${clock(to)}`, share), h("div", { class: "cells" },
      labelled(say, "script_see", texts.maybe(`${path}/visual`, { tag: "p" })), labelled(say, "script_hear", texts.maybe(`${path}/voice`, { tag: "p" })), labelled(say, "script_read", texts.maybe(`${path}/on_screen`, { tag: "p", class: "on-screen" }))));
  };
  return h("div", {},
    h("p", { class: "quietly" }, say("script_length", { where: channelName(content.platform), n: content.seconds ?? 0 })),
    labelled(say, "script_hook", texts.maybe("/hook", { tag: "p", class: "big" })),
    h("ol", { class: "scenes", role: "list" }, ...texts.items("/scenes").map(scene)),
    h("div", { class: "cells" }, labelled(say, "script_cta", texts.maybe("/cta", { tag: "p" })), labelled(say, "script_caption", texts.maybe("/caption", { tag: "p" })), labelled(say, "script_music", texts.maybe("/music_mood", { tag: "p" }))));
}

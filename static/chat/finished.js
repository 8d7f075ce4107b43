// What can be done with a brief that is closed, and with a conversation that rests.

import { save } from "./bytes.js";
import { h } from "./dom.js";
import { register } from "./words.js";

register({
  done: ["Briefing pronto", "Brief ready"],
  done_see: ["Ver o briefing", "See the brief"],
  done_markdown: ["Baixar em Markdown", "Download as Markdown"],
  done_json: ["Baixar em JSON", "Download as JSON"],
  done_reopen: ["Reabrir", "Reopen"],
  done_copy: ["Duplicar", "Duplicate"],
  rests: ["A conversa está parada. Tudo o que você respondeu está salvo.", "The conversation rests. Everything you answered is saved."],
});

/**
 * @param {import("./talk.js").TalkOverSocket} talk
 * @param {boolean} isPage Whether the brief may take the chat's place.
 */
export function finished(talk, isPage) {
  const { say, who, stage } = talk;
  /** @param {string} name @param {string} key @param {() => void} onclick */
  const button = (name, key, onclick) => h("button", { type: "button", class: "button", name, onclick }, say(key));
  if (stage === "stopped") {
    return h("div", { class: "finished" }, h("p", {}, say("rests")), button("resume", "resume", () => talk.command("resume")));
  }
  const conversation = who?.conversation ?? "";
  /** @param {string} file @param {string} [at] */
  const download = (file, at = file) => save(talk, `/api/v1/conversations/${conversation}/${at}`, file);
  return h("div", { class: "finished" },
    h("p", {}, h("strong", {}, say("done"))),
    h("a", { class: "button primary", href: `${talk.server}/brief#${conversation}`, ...(!isPage && { target: "_blank", rel: "noopener" }) }, say("done_see")),
    button("brief.md", "done_markdown", () => download("brief.md")),
    button("brief.json", "done_json", () => download("brief.json", "brief")),
    button("reopen", "done_reopen", () => talk.command("reopen")),
    button("copy", "done_copy", () => talk.open({ copy_of: conversation })));
}

// The page of a brief: fetches the document as this browser's visitor, and hands it out as a file or on paper.
// Which conversation it is stands behind the `#`: `#<conversation>/<version>/<compared with>`.

import { tokens } from "./visitors.js";

/** @typedef {"loading" | "no_token" | "unknown" | "no_version" | "offline" | "busy"} Notice */

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);

/** What is shown now: another answer that comes later is not. */
let asked = 0;
/** The token that was right. */
let token = "";

/** @returns {{conversation: string, version: string, from: string}} */
function wanted() {
  const [conversation = "", version = "", from = ""] = location.hash.slice(1).split("/").map((part) => part.trim());
  return { conversation, version, from };
}

/** @param {Notice | ""} name Nothing but this notice is shown; none for the document. */
function notice(name) {
  for (const one of all("[data-notice]")) one.hidden = one.dataset.notice !== name;
  for (const one of all("[data-back], .files")) one.hidden = name !== "";
  const place = document.getElementById("document");
  if (place && name) place.replaceChildren();
  const heading = document.querySelector(`[data-notice="${name}"] h1`);
  if (heading instanceof HTMLElement) heading.focus();
}

/** @param {string} path @param {string} as @returns {Promise<Response>} */
const api = (path, as) =>
  fetch(`/api/v1/conversations/${encodeURIComponent(wanted().conversation)}/${path}`, {
    headers: { Authorization: `Bearer ${as}`, "Accept-Language": document.documentElement.lang },
  });

async function show() {
  const now = ++asked;
  const { conversation, version, from } = wanted();
  const known = tokens(conversation);
  if (!conversation) return notice("unknown");
  if (known.length === 0) return notice("no_token");
  const query = new URLSearchParams({ ...(version && { version }), ...(from && { from }) });
  const first = !document.querySelector("#document > article");
  if (first) notice("loading");
  /** @type {Notice} */
  let failed = "no_token";
  for (const one of known) {
    let answer;
    try {
      answer = await api(`brief.html?${query}`, one);
      if (now !== asked) return;
      if (answer.ok) {
        token = one;
        const text = await answer.text();
        if (now === asked) place(text, first);
        return;
      }
      const { code } = await answer.json();
      if (code === "not_found" || code === "bad_frame") return notice("no_version");
      // Another visitor of this browser may have it.
      failed = code === "unknown_conversation" ? "unknown" : code === "unauthorised" ? failed : "busy";
    } catch {
      if (now === asked) notice(answer ? "busy" : "offline");
      return;
    }
    if (failed === "busy") break;
  }
  notice(failed);
}

/**
 * Puts the server's document into the page. It was written by our own template, which escapes what people wrote.
 *
 * @param {string} html
 * @param {boolean} first
 */
function place(html, first) {
  const article = new DOMParser().parseFromString(html, "text/html").querySelector("article");
  if (!(article instanceof HTMLElement)) return notice("busy");
  notice("");
  document.getElementById("document")?.replaceChildren(document.adoptNode(article));
  document.title = article.dataset.title ?? document.title;
  for (const button of all("[data-file]")) button.hidden = !article.dataset.version;
  const { from } = wanted();
  const heading = article.querySelector(from ? ".changes h3" : "h1");
  // Who goes to another version reads on from its top, with the keyboard as well.
  if (!first && heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  if (from) heading?.scrollIntoView();
  else if (!first) scrollTo(0, 0);
}

/** @param {string} what */
async function keep(what) {
  const alert = all('[data-notice="not_saved"]')[0];
  const version = document.querySelector("article")?.dataset.version ?? "";
  try {
    const answer = await api(`${what}?version=${version}&download`, token);
    if (!answer.ok) throw new Error(String(answer.status));
    const said = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = said ? decodeURIComponent(said[1]) : what;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    if (alert) alert.hidden = true;
  } catch {
    if (alert) alert.hidden = false;
  }
}

for (const button of all("[data-print]")) button.addEventListener("click", () => print());

if (document.getElementById("document")) {
  for (const button of all("[data-file]")) button.addEventListener("click", () => keep(button.dataset.file ?? ""));
  for (const button of all("[data-again]")) button.addEventListener("click", show);
  const follow = () => {
    const { conversation } = wanted();
    for (const link of all("[data-newest], [data-back], [data-keeps-hash]")) {
      if (!(link instanceof HTMLAnchorElement)) continue;
      if (link.matches("[data-keeps-hash]")) link.hash = location.hash;
      else link.hash = conversation;
    }
    show();
  };
  addEventListener("hashchange", follow);
  follow();
} else {
  // The example is named like a document, so that its PDF is.
  document.title = document.querySelector("article")?.dataset.title ?? document.title;
}

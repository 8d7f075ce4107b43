// The page `/` of somebody who is signed in: this browser is theirs, so that they find in it what they began elsewhere,
// and elsewhere what they began in it.

import { local, read, tab } from "../chat/storage.js";

/** @typedef {HTMLElement & { talk: import("../chat/talk.js").TalkOverSocket, home(): void }} Chat */

const chat = /** @type {Chat} */ (document.querySelector("pauta-chat"));
const { talk } = chat;
const attached = `${talk.key}:attached`;

/** Says whose this browser's visitor is, once in a tab. */
async function attach() {
  const { token } = talk;
  if (!token || tab.get(attached) === token) return;
  const answer = await talk.request("/api/v1/me/visitor", { method: "POST" }).catch(() => null);
  if (answer?.ok) tab.set(attached, token);
}

/** A browser in which nothing was said has no visitor: it gets one where its member began something elsewhere. */
async function find() {
  const { timeZone: tz } = Intl.DateTimeFormat().resolvedOptions();
  const answer = await talk.request("/api/v1/me/browser", { method: "POST", body: JSON.stringify({ site: talk.site, tz }) }).catch(() => null);
  const token = answer?.ok && (await answer.json()).token;
  if (!token || talk.token) return;
  local.set(talk.key, JSON.stringify({ token }));
  tab.set(attached, token);
  talk.token = token;
  talk.fire("status");
}

chat.addEventListener("status", () => void attach());
await (talk.token ? attach() : find());
// Where nothing was begun there is nothing to go on with: their briefs are what they come for.
const isBegun = tab.get(talk.key) !== null || read(local.get(talk.key))?.conversation || talk.who || talk.unsent.length;
if (talk.token && !isBegun) chat.home();

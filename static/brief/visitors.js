// Who this browser has been: the tokens of its visitors, for pages that are no chat.

/**
 * The visitors that this browser has been, most likely the right one first.
 *
 * @param {string} conversation
 * @returns {string[]}
 */
export function tokens(conversation) {
  /** @type {[number, string][]} */
  const found = [];
  try {
    for (let at = 0; at < localStorage.length; at++) {
      const key = localStorage.key(at) ?? "";
      if (!key.startsWith("pauta:")) continue;
      const kept = readable(localStorage.getItem(key));
      if (typeof kept?.token !== "string") continue;
      const own = kept.conversation === conversation ? 0 : key === `pauta:${document.body.dataset.site}` ? 1 : 2;
      found.push([own, kept.token]);
    }
  } catch {
    // Storage that is blocked has no token.
  }
  return [...new Set(found.sort(([a], [b]) => a - b).map(([, kept]) => kept))];
}

/** @param {string | null} text */
function readable(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

// What the pages share that open a link which works once: asking, and what is said when that comes to nothing.

/** @param {string} path @param {object} body @returns {Promise<any>} what came back; a refusal is thrown as its sentence */
export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => {
    throw { lost: true };
  });
  const came = await answer.json();
  if (!answer.ok) throw came;
  return came;
}

/**
 * Says why not; where nobody answered, the button asks again.
 * @param {{told: any, more: any, button: any, again: () => void}} page
 * @param {any} refused
 */
export function refuse({ told, more, button, again }, refused) {
  const lost = refused.lost || !refused.message;
  told.textContent = lost ? told.dataset.lost : refused.message;
  more.hidden = true;
  button.hidden = !lost;
  button.disabled = false;
  button.textContent = button.dataset.again;
  button.onclick = again;
}

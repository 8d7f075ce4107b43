// Opens a one-time link. The token stands behind the `#`, which no server and no `Referer` ever sees; it goes
// into the body of a request, and only the button uses it up.

/** @type {(id: string) => any} */
const at = (id) => document.getElementById(id);
const [told, instead, button] = [at("told"), at("instead"), at("enter")];
let token = "";

/**
 * @param {string} path
 * @returns {Promise<any>} what came back; a refusal is thrown as its sentence
 */
async function post(path) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  }).catch(() => {
    throw { lost: true };
  });
  const came = await answer.json();
  if (!answer.ok) throw came;
  return came;
}

/** @param {any} refused */
function refuse(refused) {
  const lost = refused.lost || !refused.message;
  told.textContent = lost ? told.dataset.lost : refused.message;
  instead.hidden = true;
  button.hidden = !lost;
  button.disabled = false;
  button.textContent = button.dataset.again;
  button.onclick = look;
}

async function look() {
  told.textContent = told.dataset.wait;
  try {
    const came = await post("/enter/look");
    told.textContent = came.told;
    instead.textContent = came.instead ?? "";
    instead.hidden = !came.instead;
    button.textContent = came.button;
    button.onclick = enter;
    button.hidden = false;
  } catch (refused) {
    refuse(refused);
  }
}

async function enter() {
  button.disabled = true;
  try {
    location.replace((await post("/enter")).go);
  } catch (refused) {
    refuse(refused);
  }
}

function begin() {
  token = location.hash.slice(1);
  if (!token) return;
  // Out of the address bar and of the history: whoever looks over the shoulder finds no link.
  history.replaceState(null, "", location.pathname + location.search);
  void look();
}

addEventListener("hashchange", begin);
begin();

export {};

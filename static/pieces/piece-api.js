// The server's part over HTTP. What a person does carries an id of its own and goes again under it until it is answered.

import { inside } from "../chat/bytes.js";
import { newId } from "../chat/storage.js";
import { register } from "../chat/words.js";

/** @import { Api, Listed, PieceView, Refused } from "./types.js" */

register({
  piece_no_server: ["Sem conexão com o servidor. Nada mudou; tente de novo daqui a pouco.", "No connection to the server. Nothing has changed; try again in a moment."],
});

const LATER = ["rate_limited", "unavailable", "read_only"];
const TRIES = 4;
const WAIT_MS = 700;

/** @implements {Api} */
export class PieceApi {
  /** Pictures that were fetched. @type {Map<string, Promise<string>>} */
  #pictures = new Map();

  /**
   * @param {(path: string, init?: RequestInit) => Promise<Response>} request As this person.
   * @param {() => string} base Where the conversation is: `/api/v1/conversations/{id}`.
   * @param {import("../chat/types.js").Say} say
   */
  constructor(request, base, say) {
    this.request = request;
    this.base = base;
    this.say = say;
  }

  /** @returns {Promise<Listed>} */
  list() {
    return this.#get(`${this.base()}/pieces`);
  }

  /** @param {string} piece @param {number} [version] @param {number} [from] @returns {Promise<PieceView>} */
  view(piece, version, from) {
    const query = new URLSearchParams({ ...(version && { version: String(version) }), ...(from && { from: String(from) }) });
    return this.#get(`${this.base()}/pieces/${piece}${query.size ? `?${query}` : ""}`);
  }

  /** @param {{ id: string, version: number, sha256: string }} view @param {string} act @param {Record<string, unknown>} [more] */
  act({ id, version, sha256 }, act, more) {
    return this.#post(`${this.base()}/pieces/${id}/acts`, { act, version, sha256, ...more });
  }

  /** @param {string} act @param {Record<string, unknown>} [more] */
  production(act, more) {
    return this.#post(`${this.base()}/production`, { act, ...more });
  }

  /** @param {string} url */
  picture(url) {
    if (/^(data|blob):/.test(url)) return Promise.resolve(url);
    let made = this.#pictures.get(url);
    if (!made) {
      made = this.#fetch(url).catch((wrong) => (this.#pictures.delete(url), Promise.reject(wrong)));
      this.#pictures.set(url, made);
    }
    return made;
  }

  /** As an address that holds the bytes: the picture itself wants this person's token. @param {string} url @returns {Promise<string>} */
  async #fetch(url) {
    const answer = await this.request(url);
    if (!answer.ok) throw await this.#wrong(answer);
    return inside(await answer.blob());
  }

  /** @param {Response} answer @returns {Promise<Refused>} */
  async #wrong(answer) {
    const said = await answer.json().catch(() => null);
    return said?.message ? said : { code: "unavailable", message: this.say("piece_no_server") };
  }

  /** @param {string} path */
  async #get(path) {
    return (await this.#asked(path)).json();
  }

  /** @param {string} path @param {object} body */
  async #post(path, body) {
    await this.#asked(path, { method: "POST", body: JSON.stringify({ client_msg_id: newId(), ...body }) });
  }

  /** @param {string} path @param {RequestInit} [init] @returns {Promise<Response>} */
  async #asked(path, init) {
    for (let left = TRIES - 1; ; left--) {
      const answer = await this.request(path, init).catch(() => null);
      if (answer?.ok) return answer;
      const wrong = answer ? await this.#wrong(answer) : { code: "unavailable", message: this.say("piece_no_server") };
      if (!left || !LATER.includes(wrong.code)) throw wrong;
      await new Promise((go) => setTimeout(go, wrong.retry_after_ms ?? WAIT_MS * (TRIES - left)));
    }
  }
}

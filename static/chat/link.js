// The socket, and how it comes back: soon at first, then at most every half minute, and never all pages at once.

/**
 * @typedef {object} Ends
 * @property {() => object} hello The first frame.
 * @property {(frame: any) => void} take
 * @property {(open: boolean) => void} open It has opened, or is gone.
 */

/** Longer than an answer takes over a slow line: then the network is gone, though the socket has not noticed. */
const SILENT_MS = 8_000;

export class Link {
  /** @type {WebSocket | null} */
  #socket = null;
  #wanted = false;
  #tries = 0;
  #pause = 0;
  #timer = 0;
  #silence = 0;

  /** @param {string} url @param {Ends} ends */
  constructor(url, ends) {
    this.url = url;
    this.ends = ends;
    // A page that nobody looks at waits until somebody does.
    document.addEventListener("visibilitychange", () => this.#come());
    addEventListener("online", () => this.#come());
    addEventListener("offline", () => this.#lose());
    setInterval(() => document.hidden || this.put({ type: "ping" }), 60_000);
  }

  open() {
    this.#wanted = true;
    this.#come();
  }

  /** Ends this socket; the next one begins with another `hello`. */
  close() {
    this.#wanted = false;
    this.#tries = this.#pause = 0;
    this.#drop();
  }

  /** Not before so many milliseconds. @param {number} ms */
  wait(ms) {
    this.#pause = ms;
  }

  /** It works: the next pause is a short one again. */
  well() {
    this.#tries = 0;
  }

  /** @param {object} frame */
  put(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    this.#listen();
    return true;
  }

  /** Something is to come soon. */
  #listen() {
    this.#silence ||= setTimeout(() => this.#lose(), SILENT_MS);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#silence);
    this.#silence = 0;
    socket?.close();
  }

  /** It is gone, or as good as: it comes back after a pause. */
  #lose() {
    if (!this.#socket) return;
    this.#drop();
    const pause = this.#pause || Math.min(30_000, 500 * 2 ** this.#tries++) * (0.5 + Math.random());
    this.#pause = 0;
    this.#timer = setTimeout(() => this.#come(), pause);
    this.ends.open(false);
  }

  #come() {
    if (this.#socket || !this.#wanted || document.hidden) return;
    clearTimeout(this.#timer);
    const socket = (this.#socket = new WebSocket(this.url));
    const mine = () => socket === this.#socket;
    socket.onopen = () => mine() && this.put(this.ends.hello());
    socket.onmessage = ({ data }) => {
      if (!mine()) return;
      clearTimeout(this.#silence);
      this.#silence = 0;
      this.ends.take(JSON.parse(data));
    };
    socket.onclose = () => mine() && this.#lose();
    this.#listen();
  }
}

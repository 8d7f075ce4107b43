// What a browser keeps. Where it keeps nothing (blocked, full), a page does until it is closed.

/** @param {"localStorage" | "sessionStorage"} name */
function open(name) {
  /** @type {Map<string, string>} */
  const memory = new Map();
  /** @type {Storage | null} */
  let storage = null;
  try {
    storage = window[name];
    storage.setItem("pauta", "");
    storage.removeItem("pauta");
  } catch {
    storage = null;
  }
  return {
    /** Whether it outlives the page. */
    lasts: storage !== null,
    /** @param {string} key */
    get: (key) => memory.get(key) ?? storage?.getItem(key) ?? null,
    /** @param {string} key @param {string | null} value */
    set(key, value) {
      memory.delete(key);
      try {
        if (value === null) storage?.removeItem(key);
        else if (storage) return storage.setItem(key, value);
      } catch { /* It is full: memory has room. */ }
      if (value !== null) memory.set(key, value);
    },
    /** @param {string} prefix */
    keys: (prefix) => [...new Set([...Object.keys(storage ?? {}), ...memory.keys()])].filter((key) => key.startsWith(prefix)).sort(),
  };
}

export const local = open("localStorage");
export const tab = open("sessionStorage");

/** @param {string | null} json @returns {any} */
export function read(json) {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    return null;
  }
}

/**
 * Takes over the conversation that a link names, `#resume=<conversation>.<token>`; what is secret leaves the address.
 * @param {string} key
 */
export function resume(key) {
  addEventListener("hashchange", () => location.hash.startsWith("#resume=") && location.reload());
  const [, conversation, token] = /^#resume=([\w-]+)\.(\w+)$/.exec(location.hash) ?? [];
  if (!token) return;
  local.set(key, JSON.stringify({ token, conversation }));
  tab.set(key, conversation);
  history.replaceState(history.state, "", location.pathname + location.search);
}

/** A UUID; `crypto.randomUUID` is not there on plain http. */
export const newId = () => {
  const url = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(url);
  return url.slice(-36);
};

/**
 * What was said and is not yet durable: a key of its own for each, so that two tabs that share them never write over
 * one another's.
 */
export class Outbox {
  /** @type {{ key: string, frame: any, text: string }[]} */
  entries = [];

  /** @param {string} site @param {string} conversation */
  constructor(site, conversation) {
    this.prefix = `pauta:${site}:out:${conversation}:`;
    this.refresh();
  }

  refresh() {
    const found = local.keys(this.prefix).map((key) => ({ key, ...read(local.get(key)) }));
    this.entries = found.filter(({ frame }) => frame?.client_msg_id);
  }

  /** @param {any} frame @param {string} text */
  add(frame, text) {
    const last = this.entries.at(-1)?.key.slice(this.prefix.length).split(":")[0] ?? 0;
    const key = `${this.prefix}${String(Number(last) + 1).padStart(6, "0")}:${frame.client_msg_id}`;
    local.set(key, JSON.stringify({ frame, text }));
    this.refresh();
  }

  /** @param {string | undefined} id */
  settle(id) {
    const entry = this.entries.find(({ frame }) => frame.client_msg_id === id);
    if (entry) local.set(entry.key, null);
    this.refresh();
    return entry;
  }

  /** Gives everything to the conversation that came of it. @param {Outbox} other */
  moveTo(other) {
    for (const { key, frame, text } of this.entries) {
      other.add(frame, text);
      local.set(key, null);
    }
    this.refresh();
  }
}

// What the modules of the widget hold in common: the wire forms of `pauta.chat/1` (docs/protocol.md), and the
// few interfaces between them. Only types: nothing of this file runs.

// ── the wire ─────────────────────────────────────────────────────────────────────────────────────────────

export type SlotType =
  | "text" | "long_text" | "number" | "money" | "percent" | "date" | "date_range" | "confirm" | "choice"
  | "multi_choice" | "rank" | "url" | "email" | "phone" | "file" | "object" | "list";

/** A value as the server reads it; the shapes are told apart by their keys. */
export type Value =
  | boolean | number | string | Value[]
  | { minor: number; max_minor?: number; currency: string }
  | { from: string | null; to: string | null }
  | { min: number; max: number }
  | { none: string }
  | { new: string }
  | FileRef
  | { items: { id: string; value: Value }[] }
  | { [part: string]: Value };

export interface FileRef { file: string; id?: string; link?: string }

export interface Button { id: string; label: string; hint?: string }

export interface Control {
  type: SlotType;
  options?: Button[];
  /** What an option means where that is not its id: an amount, a text, none of them. */
  values?: Record<string, Value>;
  allow_new?: boolean;
  currency?: string;
  max_length?: number;
  max_items?: number;
  item?: Control;
  parts?: Part[];
}

export interface Part { path: string; label: string; required: boolean; input: Control }

export interface AskView {
  id: number;
  node: string;
  path: string;
  input: Control;
  required: boolean;
  why?: string;
  example?: string;
  seconds?: number;
  chapter?: string;
  offered?: Value;
  /** The offered value as a person reads it. */
  offered_shown?: string;
  buttons?: Button[];
}

export type CardState = "open" | "accepted" | "edited" | "rejected" | "superseded" | "stale";

export interface CardField { path: string; label: string; from?: string; to: string; value: Value; quote?: string; confidence?: "high" | "medium" | "low"; input?: Control }

export interface Card {
  id: string;
  version: number;
  state: CardState;
  task: string;
  by: string;
  fields: CardField[];
  why?: string[];
  questions?: string[];
  /** What it takes for granted without the person having said so. */
  assumptions?: string[];
  buttons: Button[];
}

/** A row of the conversation. */
export interface Row {
  seq: number;
  id: string;
  from: "person" | "assistant" | "system";
  kind: "said" | "say" | "ask" | "reprompt" | "help" | "summary" | "proposal" | "changed" | "produced" | "ended" | "plan" | "piece";
  text: string;
  html: string;
  ask?: AskView;
  card?: Card;
  /** How what the person said was read, where that is not the same words. */
  read?: { path: string; shown: string };
  /** Files that came with it and that no answer had before. */
  files?: FileRef[];
  at: string;
}

export interface CardUpdate { seq: number; card: string; version: number; state: CardState; by: string; at: string }

export interface Field {
  path: string;
  label: string;
  chapter?: string;
  value?: Value;
  shown?: string;
  source?: "person" | "suggestion" | "assumption" | "pasted" | "kit" | "copied" | "former";
  state: "settled" | "assumed" | "stale" | "open" | "ahead" | "missing";
  required: boolean;
  internal?: boolean;
  ask_whom?: string;
  /** The colleague who answered it, and the one who was asked and has not yet. */
  by?: string;
  waits_for?: string;
  warning?: string;
  /** The control that changes it, where one can. */
  input?: Control;
}

export interface Progress { answered: number; remaining: number; seconds: number }

export interface Score { value: number; reasons: { id: string; missing: number; text: string }[] }

export interface BriefChange {
  seq: number;
  order?: string[];
  /** With `order`: the titles of the chapters, in the order of the conversation. */
  chapters?: { id: string; title: string }[];
  slots: Field[];
  completeness: number;
  score: Score;
  progress: Progress;
}

export type Resolve = "keep" | "ask" | "regenerate";

export interface Change {
  path: string;
  label: string;
  kind: "changed" | "stale" | "parked" | "returns" | "asked";
  from?: string;
  to?: string;
  choices?: Resolve[];
}

export interface Impact { path: string; value?: Value; version: number; changes: Change[] }

export interface Welcome {
  conversation: string;
  token: string;
  seq: number;
  tree: { title: string; version: string };
  locale: string;
  status: "active" | "stopped" | "completed";
  pending: AskView | null;
  brief: BriefChange;
  /** The server's clock. */
  now: string;
  ai?: Ai;
  /** Whether a sound can be written down. */
  speech?: boolean;
  /** The assists that run now. */
  running?: Running[];
  /** What becomes of the brief, once it is offered. */
  production?: import("../pieces/types.js").Production | null;
  /** The Telegram bot in which it can go on too. */
  telegram?: string | null;
}

/** Whether a language model helps in this conversation, and whose it is. */
export interface Ai {
  /** What the person has said to it; `null` before they have. */
  on: boolean | null;
  /** Whether there is one at all. */
  connected: boolean;
  /** Whoever gets what is sent, as people know them. */
  by?: string;
  /** It runs on this machine or in this network. */
  local?: boolean;
  /** Its answers are recorded ones. */
  simulated?: boolean;
}

/** An assist that is under way. `assist` is its kind of task, where the server says so. */
export interface Running { task: number; path?: string; label?: string; assist?: string }

/** Some more of what an assist writes; `offset` counts the characters before it. Nothing of it is durable. */
export interface PartialFrame { type: "partial"; task: number; attempt: number; offset: number; delta: string }

export interface StatusFrame extends Running { type: "status"; state: "running" | "done" | "failed" | "cancelled" }

/** What a new conversation begins with, before it exists: nothing is kept until something is said. */
export interface Opening {
  locale: string;
  /** The languages that the conversation can be held in. */
  locales: string[];
  messages: Row[];
  pending: AskView | null;
  brief: BriefChange;
  ai?: Ai;
  speech?: boolean;
  telegram?: string | null;
  /** The site's colour, `#rrggbb`, where it has its own. */
  accent?: string;
}

export interface Accepted { client_msg_id: string; seq: number; understood: boolean; normalised?: string }

export interface Rejected {
  client_msg_id?: string;
  code: string;
  message: string;
  retry_after_ms?: number;
  by?: string;
  at?: string;
  impact?: Impact;
}

// ── between the modules ──────────────────────────────────────────────────────────────────────────────────

/** An answer's content. */
export type Body = { text: string } | { value: Value } | { options: string[] } | { files: FileRef[] };

/** Says a phrase of the widget's words in its language, `{name}` filled. */
export type Say = (key: string, fill?: Record<string, string | number>) => string;

/** One conversation as this browser knows it: `talk.js`. Fires `change` with a `detail` of what did. */
export interface Talk extends EventTarget {
  /** Where the server is, without a slash at the end. */
  readonly server: string;
  readonly site: string;
  readonly say: Say;
  readonly locale: string;
  /** What is known of the conversation; `null` before it exists. */
  readonly who: { conversation: string; token: string } | null;
  readonly status: "new" | "connecting" | "open" | "offline";
  readonly rows: ReadonlyArray<Row>;
  readonly cards: ReadonlyMap<string, CardUpdate>;
  readonly ask: AskView | null;
  readonly brief: Brief;
  readonly ai: Ai | null;
  /** The Telegram bot in which the conversation can go on too. */
  readonly telegram?: string | null;
  /** What was said and is not yet durable, the oldest first. */
  readonly unsent: ReadonlyArray<{ client_msg_id: string; text: string }>;

  answer(body: Body, path?: string): void;
  /** `shown` is what stands for it until the server has said so. */
  command(name: string, args?: Record<string, unknown>, shown?: string): void;
  decide(card: Card, decision: "accept" | "edit" | "keep" | "another", content?: Record<string, Value | null>): void;
  /** What an edit would change. Rejects with a `Rejected`. */
  preview(path: string, body: Body): Promise<Impact>;
  /** Applies an edit. Rejects with a `Rejected`, on a conflict with the new impact. */
  edit(path: string, body: Body, expect: number, resolve: Record<string, Resolve>): Promise<Accepted>;
  /** Keeps a file with the conversation. Rejects with a `Rejected`. */
  upload(file: File, progress?: (share: number) => void): Promise<FileRef>;
  /** A request to the server's API as this person; the path begins with `/api/`. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Goes to another conversation of this person, a copy of one, or a new one. */
  open(which: { conversation: string } | { copy_of: string } | "new"): void;
}

/** The brief put together from what was told to have changed. */
export interface Brief {
  fields: Field[];
  chapters: { id: string; title: string }[];
  completeness: number;
  score: Score;
  progress: Progress;
}

/** What kind of change a `Talk` tells of. */
export type What = "status" | "rows" | "cards" | "ask" | "brief" | "unsent" | "notice" | "locale" | "opened" | "ai" | "stream" | "pieces";

/** Something that one value is put into: `controls.js`. Used for the pending question and in the edit dialog. */
export interface Editor {
  element: HTMLElement;
  /** What it holds; `null` if nothing. */
  read(): Body | null;
  focus(): void;
  /** Says beside the field why `read` has nothing to give, and goes there. */
  complain?(): void;
  /** The word on the button that sends it; without one, the control sends by itself. */
  sends?: string;
}

export interface EditorContext {
  say: Say;
  locale: string;
  /** How the control is named for those who do not see it. */
  label: string;
  initial?: Value;
  /** The initial value as a person reads it. */
  shown?: string;
  /** The id of the element that names it where one is in sight; else `label` does. */
  labelledby?: string;
  upload: Talk["upload"];
  /** It answers the pending question: options go by their ids, files as files. An edit takes values and words. */
  asked?: boolean;
  /** It is a part of something larger, which is sent as one value. */
  inside?: boolean;
  /** Enter in a field of one line does this; else it is `done`. */
  entered?: () => void;
  /** The person has decided by the control itself (a button, Enter in a short field): send it. */
  done?: (body: Body) => void;
}

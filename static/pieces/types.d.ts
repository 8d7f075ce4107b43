// What the modules of the pieces hold in common: the wire forms of `docs/protocol.md`, and the desk that a card
// stands on. Only types: nothing of this file runs.

import type { Say } from "../chat/types.js";

export type Family = "strategy" | "ads" | "social" | "messages" | "content" | "pages" | "visuals" | "media";

export type Kind =
  | "persona" | "competitor_analysis" | "value_proposition" | "message_house" | "content_ideas" | "ad_rsa" | "ad_pmax"
  | "ad_meta" | "ad_linkedin" | "ad_tiktok" | "social_post" | "video_script" | "email" | "whatsapp_template" | "sms"
  | "article" | "landing_page" | "image" | "layout" | "media_plan";

export type State =
  | "planned" | "queued" | "generating" | "generation_failed" | "draft" | "in_review" | "client_review"
  | "changes_requested" | "approved_with_changes" | "approved" | "on_hold" | "stale" | "rejected" | "cancelled";

export type Level = "note" | "warn" | "error";

/** How a channel counts. */
export type Unit = "chars" | "utf16" | "graphemes" | "x_weighted" | "gsm7_septets" | "bytes" | "pixels";

export type Tag = "tone" | "shorter" | "fact" | "brand" | "legal" | "visual";

export interface Check { rule: string; level: Level; message: string; path: string }

export interface Line {
  /** Where it stands, as a JSON pointer into the content. */
  path: string;
  label: string;
  text: string;
  /** As the channel counts. */
  count: number;
  unit: Unit;
  limit?: number;
  /** Longer is refused by the channel; else it is only shown cut. */
  hard: boolean;
  long: boolean;
  gaps?: Gap[];
}

/** What nobody has said yet; `path` is the question that asks for it, empty where none does. */
export interface Gap { path: string; label: string }

export interface LineChange { path: string; label: string; from: string; to: string }

export type Scope = { of: "piece" } | { of: "field"; path: string } | { of: "range"; path: string; from: number; to: number };

export interface Actor { name: string; role: string; door: string; key: string }

export interface Handled { decision: string; version: number; by: Actor; stage: number; comment?: string; at: string | number; undone?: boolean }

export interface PieceRequest { version: number; scope: Scope; text: string; tags: Tag[]; by: Actor; at: string | number }

export interface Asset { name: string; url: string; width: number; height: number; alt: string }

export interface Source { path: string; label: string; quote: string }

export interface PieceView {
  id: string;
  kind: Kind;
  family: Family;
  title: string;
  channel?: string;
  state: State;
  version: number;
  latest: number;
  sha256: string;
  locale: string;
  content: any;
  lines: Line[];
  checks: Check[];
  changes: LineChange[];
  rationale: string;
  sources: Source[];
  cost: string;
  by: string;
  brief: number;
  kit: number;
  stale?: { upstream: { piece: string; version: number }; reason: string };
  request?: PieceRequest;
  decisions: Handled[];
  history: { version: number; by: string; at: string | number }[];
  variations: number[];
  assets: Asset[];
  actions: string[];
  stage: number;
  stages: number;
  undo_until?: string | number;
  failure?: string;
}

/** A piece in the list. */
export interface PieceLine {
  id: string;
  node: string;
  kind: Kind;
  family: Family;
  title: string;
  channel?: string;
  state: State;
  version: number;
  sha256: string;
  worst?: Level | null;
  stale?: { reason: string } | null;
}

export interface PlanNode { id: string; title: string; kind: Kind; piece?: string | null; state?: State | null }

export interface Production {
  brief: number;
  state: "offered" | "running" | "ready";
  estimate: { text: string; unknown: boolean; seconds: number };
  packages: { n: number; nodes: PlanNode[] }[];
  /** Packages that were started. */
  started: number;
  gate: boolean;
  count: { done: number; of: number; seconds: number };
  waiting: number;
  stale: number;
}

export interface Listed { production: Production | null; pieces: PieceLine[] }

/** A refusal, with a sentence for the person. */
export interface Refused { code: string; message: string; retry_after_ms?: number }

/** The server's part, for one conversation. */
export interface Api {
  list(): Promise<Listed>;
  view(piece: string, version?: number, from?: number): Promise<PieceView>;
  /** Rejects with a `Refused`. */
  act(view: { id: string; version: number; sha256: string }, act: string, more?: Record<string, unknown>): Promise<void>;
  /** Rejects with a `Refused`. */
  production(act: string, more?: Record<string, unknown>): Promise<void>;
  /** A picture as an address that this page may show. */
  picture(url: string): Promise<string>;
}

/** What a card stands on: the chat, the campaign's page, or a review link. */
export interface Desk {
  readonly say: Say;
  readonly locale: string;
  readonly api: Api;
  /** Where dialogs are put. */
  readonly root: Node;
  /** Goes to the question that would fill a gap; absent where nobody can answer. */
  answer?(path: string, label: string): void;
  /** The brand's name, where somebody knows it. */
  brand?(): string;
  /** What is known of the whole, where somebody knows. */
  production?(): Production | null;
  /** Something was decided: whoever shows lists looks again. */
  changed(): void;
}

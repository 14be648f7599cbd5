import type { Scope } from "../lib/model/session.ts";

export const SCOPE_WORDS: Record<Scope, string> = { read: "Reads", write: "Writes" };

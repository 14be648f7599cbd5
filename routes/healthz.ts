import { define } from "../lib/http/define.ts";

/** Alive: the process answers. */
export const handler = define.handlers({ GET: (ctx) => ctx.json({ status: "ok" }) });

import { define } from "../lib/http/define.ts";

/** What this process counts, for Prometheus. Numbers alone: nobody's words, names or ids. */
export const handler = define.handlers({
  async GET(ctx) {
    const text = await ctx.state.hotline.metrics();
    const headers = {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "cache-control": "no-store",
    };
    return new Response(text, { headers });
  },
});

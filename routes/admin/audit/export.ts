import { administratorOf } from "../../../lib/http/administrator.ts";
import { define } from "../../../lib/http/define.ts";

/** The audit log as a file: read page by page while it is sent. */
export const handler = define.handlers({
  async POST(ctx) {
    const lines = await ctx.state.hotline.administration.exportAudit(administratorOf(ctx));
    const body = ReadableStream.from(lines).pipeThrough(new TextEncoderStream());
    return new Response(body, {
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": 'attachment; filename="hotline-audit.jsonl"',
        "cache-control": "no-store",
      },
    });
  },
});

import { define } from "../lib/http/define.ts";
import { problem } from "../lib/http/problem.ts";
import { HotlineError } from "../lib/model/errors.ts";

/** Ready: storage answers. */
export const handler = define.handlers({
  async GET(ctx) {
    try {
      await ctx.state.hotline.assertReady();
      return ctx.json({ status: "ready" });
    } catch (cause) {
      console.error(cause);
      return problem(new HotlineError("unavailable", "Storage does not answer."));
    }
  },
});

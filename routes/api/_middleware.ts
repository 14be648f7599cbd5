import { define } from "../../lib/http/define.ts";
import { asHotlineError, problem } from "../../lib/http/problem.ts";
import { HotlineError } from "../../lib/model/errors.ts";

/** Calls are answered in JSON, refusals included, and are never cached. */
export default define.middleware(async (ctx) => {
  try {
    const response = await ctx.next();
    if (response.status !== 101) response.headers.set("cache-control", "no-store");
    return response;
  } catch (error) {
    const refusal = asHotlineError(error);
    if (refusal) return problem(refusal);
    console.error(error);
    return problem(
      new HotlineError("internal", "Something went wrong here. It has been noted."),
    );
  }
});

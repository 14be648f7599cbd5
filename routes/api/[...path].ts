import { define } from "../../lib/http/define.ts";
import { notFound } from "../../lib/model/errors.ts";

export const handler = define.handlers(() => {
  throw notFound("call");
});

import { define } from "../../../../lib/http/define.ts";
import { upgradeToLive } from "../../../../lib/http/live_socket.ts";
import { pathId } from "../../../../lib/http/path_id.ts";

export const handler = define.handlers({ GET: (ctx) => upgradeToLive(ctx, pathId(ctx)) });

import { define } from "../../lib/http/define.ts";
import { upgradeToLive } from "../../lib/http/live_socket.ts";

export const handler = define.handlers({ GET: (ctx) => upgradeToLive(ctx, null) });

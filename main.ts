import { App, staticFiles } from "fresh";
import { config } from "./fresh.config.ts";
import { clientAddress } from "./lib/http/client_address.ts";
import type { State } from "./lib/http/define.ts";
import { KeptPages } from "./lib/http/kept_pages.ts";
import { securityHeaders } from "./lib/http/security_headers.ts";
import { startHotline } from "./lib/start.ts";

const hotline = await startHotline();
const pages = new KeptPages();

export const app = new App<State>(config)
  .use(clientAddress(hotline.config))
  .use((ctx) => {
    ctx.state.hotline = hotline;
    ctx.state.session = null;
    ctx.state.pages = pages;
    return ctx.next();
  })
  .use(...securityHeaders())
  .use(staticFiles())
  .fsRoutes();

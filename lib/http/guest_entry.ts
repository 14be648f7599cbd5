import type { Context } from "fresh";
import type { LinkedGuest } from "../auth/guests.ts";
import type { State } from "./define.ts";
import { setLinkCookie } from "./link_cookie.ts";
import { setSessionCookie } from "./session_cookie.ts";
import { visitorOf } from "./visitor.ts";

/**
 * Lets somebody in as the guest whose link they hold: the session begins, and the browser keeps
 * the link's secret for the page that shows the link.
 *
 * @throws HotlineError `forbidden` for a disabled account.
 */
export async function enterAsGuest(
  ctx: Context<State>,
  guest: LinkedGuest,
  secret: string,
): Promise<Response> {
  const { guests, accounts } = ctx.state.hotline;
  const visitor = visitorOf(ctx);
  const { session, token } = await guests.enter(guest, visitor);
  // Another person's session in this browser is given up, and must not live on unseen.
  if (ctx.state.session) await accounts.signOut(ctx.state.session, visitor);
  return toRequest(ctx, guest, secret, [setSessionCookie(ctx, token, session)]);
}

/** On to the request, for the guest who is signed in already. */
export function toRequest(
  ctx: Context<State>,
  { requestId }: LinkedGuest,
  secret: string,
  cookies: readonly string[] = [],
): Response {
  const response = ctx.redirect(`/requests/${requestId}`, 303);
  const linkCookie = setLinkCookie(ctx, requestId, secret, { isGuest: true });
  for (const cookie of [...cookies, linkCookie]) response.headers.append("set-cookie", cookie);
  return response;
}

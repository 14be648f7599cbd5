import { page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { Desk } from "../../../components/Desk.tsx";
import { BackLink } from "../../../components/BackLink.tsx";
import { PrivateLink } from "../../../components/PrivateLink.tsx";
import CopyButton from "../../../islands/CopyButton.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import { actorOf, type Session } from "../../../lib/auth/accounts.ts";
import { assertMayRenewLink, isStaff } from "../../../lib/chat/policy.ts";
import { browserSessionOf, define, type State } from "../../../lib/http/define.ts";
import { formValue, parseForm } from "../../../lib/http/form.ts";
import {
  clearLinkCookie,
  linkPage,
  readLinkCookie,
  setLinkCookie,
} from "../../../lib/http/link_cookie.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { readSideList } from "../../../lib/http/side_list.ts";
import { HotlineError, notFound } from "../../../lib/model/errors.ts";

const actionSchema = z.object({ action: z.enum(["renew", "revoke"], "must be renew or revoke") });

export const handler = define.handlers({
  async GET(ctx) {
    const { session, id, guest } = await readGuest(ctx);
    const { hotline: { requests, guests }, origin } = ctx.state;
    const [request, list, secret] = [
      await requests.get(session.user, id),
      await readSideList(ctx, session.user),
      readLinkCookie(ctx.req),
    ];
    const isKnown = secret !== null && await guests.opens(secret, id);
    const link = isKnown ? `${origin}/g/${secret}` : null;
    const headers = new Headers({ "cache-control": "no-store" });
    if (isStaff(session.user) && isKnown) headers.set("set-cookie", clearLinkCookie(ctx, id));
    return page({ user: session.user, request, list, guest, link }, { headers });
  },

  async POST(ctx) {
    const { session, id } = await readGuest(ctx);
    const { action } = formValue(await parseForm(ctx.req, actionSchema));
    const { guests } = ctx.state.hotline;
    const by = actorOf({ user: session.user, address: ctx.state.address });
    const isGuest = !isStaff(session.user);
    if (action === "revoke") {
      if (isGuest) throw new HotlineError("forbidden", "Only agents revoke a link.");
      await guests.revokeLink(id, by);
      return ctx.redirect(`/requests/${id}`, 303);
    }
    const secret = await guests.renewLink(id, by);
    const response = ctx.redirect(linkPage(id), 303);
    response.headers.append("set-cookie", setLinkCookie(ctx, id, secret, { isGuest }));
    return response;
  },
});

/** @throws HotlineError `not_found` for who has nothing to do with the link, or if there is no guest. */
async function readGuest(ctx: { state: State; params: Record<string, string> }) {
  const session: Session = browserSessionOf(ctx);
  const id = pathId(ctx);
  assertMayRenewLink(session, id);
  const guest = await ctx.state.hotline.guests.stateOf(id);
  if (!guest?.isGuest) throw notFound("link");
  return { session, id, guest };
}

export default define.page<typeof handler>(({ data: { user, request, list, guest, link } }) => {
  const { id, title, requester } = request;
  return (
    <Desk user={user} list={{ ...list, currentId: id }} shows="content">
      <Head>
        <title>{`Private link · ${title} · Hotline`}</title>
      </Head>
      <main class="page" id="main">
        <header class="bar only-narrow">
          <BackLink />
        </header>
        <div class="page-body">
          <h1 class="page-title">Private link</h1>
          <p class="page-lead">
            It opens “{title}” on any device, and nothing else. Nobody has to sign in.
          </p>
          <PrivateLink
            requestId={id}
            hasLink={guest.hasLink}
            link={link}
            guestName={isStaff(user) ? requester.name : null}
            copy={link !== null && <CopyButton text={link} />}
          />
        </div>
      </main>
      <LocalTimes />
    </Desk>
  );
});

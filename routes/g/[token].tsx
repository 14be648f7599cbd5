import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Gate } from "../../components/Gate.tsx";
import SubmitButton from "../../islands/SubmitButton.tsx";
import { isStaff } from "../../lib/chat/policy.ts";
import { define } from "../../lib/http/define.ts";
import { enterAsGuest, toRequest } from "../../lib/http/guest_entry.ts";

const NO_STORE = { "cache-control": "no-store" };

/** `guestName` is null for a link that opens nothing. */
const shown = (guestName: string | null, status = 200) =>
  page({ guestName }, { status, headers: NO_STORE });

export const handler = define.handlers({
  /** A link signs nobody out who follows it: whoever sent it may want just that. */
  async GET(ctx) {
    // A look at the link, by a program: no session begins that nobody would use.
    if (ctx.req.method === "HEAD") return new Response(null, { headers: NO_STORE });
    const { session, hotline: { guests } } = ctx.state;
    const { token } = ctx.params;
    const guest = await guests.byLink(token!);
    if (!guest) return shown(null, 404);
    const { user } = guest.account;
    if (!session) return await enterAsGuest(ctx, guest, token!);
    if (session.user.id === user.id) return toRequest(ctx, guest, token!);
    if (isStaff(session.user)) return ctx.redirect(`/requests/${guest.requestId}`, 303);
    return shown(user.name);
  },

  async POST(ctx) {
    const { token } = ctx.params;
    const guest = await ctx.state.hotline.guests.byLink(token!);
    if (!guest) return shown(null, 404);
    return await enterAsGuest(ctx, guest, token!);
  },
});

export default define.page<typeof handler>(({ data: { guestName }, state }) => {
  const { session, hotline: { config } } = state;
  const title = guestName === null ? "This link opens nothing" : `Continue as ${guestName}?`;
  return (
    <Gate title={title} aside={session && <a href="/">Stay signed in as {session.user.name}</a>}>
      <Head>
        <title>{`${title} · Hotline`}</title>
      </Head>
      {guestName === null
        ? (
          <>
            <p class="gate-lead">
              It was replaced or revoked, or a part of it is missing. Look for a newer one, or ask
              the people at the desk to make one.
            </p>
            {!session && (
              <div class="gate-ways">
                <a class="button is-primary" href="/signin">Sign in</a>
                {config.allowsGuests && <a class="button" href="/ask">Ask a new question</a>}
              </div>
            )}
          </>
        )
        : (
          <>
            <p class="gate-lead">
              This link opens the request of{" "}
              {guestName}, who asked without an account. To follow it, you leave your own account in
              this browser.
            </p>
            <form class="form" method="post">
              <SubmitButton label={`Continue as ${guestName}`} busyLabel="Opening" />
            </form>
          </>
        )}
    </Gate>
  );
});

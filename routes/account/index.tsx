import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Notice } from "../../components/Notice.tsx";
import { PasswordForm } from "../../components/PasswordForm.tsx";
import { ROLE_WORDS } from "../../components/role_words.ts";
import { Settings } from "../../components/Settings.tsx";
import LocalTimes from "../../islands/LocalTimes.tsx";
import SubmitButton from "../../islands/SubmitButton.tsx";
import type { Session } from "../../lib/auth/accounts.ts";
import { define, personOf } from "../../lib/http/define.ts";
import { parseForm, refusalOf } from "../../lib/http/form.ts";
import { setSessionCookie } from "../../lib/http/session_cookie.ts";
import { readSideList } from "../../lib/http/side_list.ts";
import { visitorOf } from "../../lib/http/visitor.ts";
import type { FieldError } from "../../lib/model/errors.ts";
import { passwordChangeSchema } from "../../lib/model/user.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return page(await read(ctx, personOf(ctx)));
  },

  async POST(ctx) {
    const me = personOf(ctx);
    const form = await parseForm(ctx.req, passwordChangeSchema);
    if (!form.ok) return page(await read(ctx, me, form.errors), { status: 422 });
    try {
      const { ownPassword } = ctx.state.hotline;
      const { session, token } = await ownPassword.change(me, form.value, visitorOf(ctx));
      const response = ctx.redirect("/account?done=password", 303);
      response.headers.append("set-cookie", setSessionCookie(ctx, token, session));
      return response;
    } catch (error) {
      const { errors, status } = refusalOf(error);
      return page(await read(ctx, me, errors), { status });
    }
  },
});

async function read(
  ctx: Parameters<typeof readSideList>[0],
  me: Session,
  errors: FieldError[] = [],
) {
  const [list, hasPassword] = await Promise.all([
    readSideList(ctx, me.user),
    ctx.state.hotline.ownPassword.isSet(me),
  ]);
  return { me, list, hasPassword, errors };
}

export default define.page<typeof handler>(
  ({ data: { me: { user }, list, hasPassword, errors }, url }) => (
    <Settings user={user} list={list} current="/account" title="Account">
      <Head>
        <title>{`${errors.length > 0 ? "Error: " : ""}Account · Hotline`}</title>
      </Head>
      {url.searchParams.get("done") === "password" && errors.length === 0 && (
        <Notice>Your password is changed, and all other sessions have ended.</Notice>
      )}
      <dl class="profile">
        <dt>Name</dt>
        <dd dir="auto">{user.name}</dd>
        <dt>Username</dt>
        <dd>{user.username}</dd>
        <dt>Role</dt>
        <dd>{ROLE_WORDS[user.role]}</dd>
      </dl>
      <section class="section" aria-labelledby="password-title">
        <h2 class="section-title" id="password-title">
          {hasPassword ? "Change your password" : "Set a password"}
        </h2>
        <p class="section-lead">
          {hasPassword ? "A new password" : "A password lets you sign in by your username. It"}{" "}
          signs you out everywhere but here. API tokens stay as they are.
        </p>
        <PasswordForm
          username={user.username}
          hasPassword={hasPassword}
          errors={errors}
          submit={
            <SubmitButton
              label={hasPassword ? "Change password" : "Set password"}
              busyLabel={hasPassword ? "Changing" : "Setting"}
            />
          }
        />
      </section>
      <LocalTimes />
    </Settings>
  ),
);

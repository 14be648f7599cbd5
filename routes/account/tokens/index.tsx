import { page } from "fresh";
import { Head } from "fresh/runtime";
import { NewSecret } from "../../../components/NewSecret.tsx";
import { Notice } from "../../../components/Notice.tsx";
import { Settings } from "../../../components/Settings.tsx";
import { TokenForm } from "../../../components/TokenForm.tsx";
import { TokenList } from "../../../components/TokenList.tsx";
import CopyButton from "../../../islands/CopyButton.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import SubmitButton from "../../../islands/SubmitButton.tsx";
import type { Session } from "../../../lib/auth/accounts.ts";
import { define, personOf } from "../../../lib/http/define.ts";
import { EMPTY_FORM, parseForm, refusalOf, type ShownForm } from "../../../lib/http/form.ts";
import { readSideList } from "../../../lib/http/side_list.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";
import { tokenFormSchema } from "../../../lib/model/session.ts";

/** A token that was just made. */
interface Made {
  name: string;
  secret: string;
}

export const handler = define.handlers({
  async GET(ctx) {
    return page(await read(ctx, personOf(ctx)));
  },

  /** The answer itself shows the secret: a redirect would have to carry it through an address. */
  async POST(ctx) {
    const me = personOf(ctx);
    const form = await parseForm(ctx.req, tokenFormSchema);
    if (!form.ok) return page(await read(ctx, me, form), { status: 422 });
    try {
      const { token: secret } = await ctx.state.hotline.tokens.make(me, form.value, visitorOf(ctx));
      const data = await read(ctx, me, EMPTY_FORM, { name: form.value.name, secret });
      return page(data, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      const { errors, status } = refusalOf(error);
      return page(await read(ctx, me, { errors, values: {} }), { status });
    }
  },
});

async function read(
  ctx: Parameters<typeof readSideList>[0],
  me: Session,
  form: ShownForm = EMPTY_FORM,
  made: Made | null = null,
) {
  const [list, tokens] = await Promise.all([
    readSideList(ctx, me.user),
    ctx.state.hotline.tokens.list(me),
  ]);
  return { user: me.user, list, tokens, form, made };
}

export default define.page<typeof handler>(
  ({ data: { user, list, tokens, form: { errors, values }, made }, url }) => (
    <Settings
      user={user}
      list={list}
      current="/account/tokens"
      title="API tokens"
      lead="Programs with a token work in your name, as far as it permits. They never manage accounts."
    >
      <Head>
        <title>{`${errors.length > 0 ? "Error: " : ""}API tokens · Hotline`}</title>
      </Head>
      {made && <NewSecret {...made} copy={<CopyButton text={made.secret} />} />}
      {!made && url.searchParams.get("done") === "revoked" && (
        <Notice>
          The token is revoked.
        </Notice>
      )}
      <TokenList tokens={tokens} />
      <section class="section" aria-labelledby="new-title">
        <h2 class="section-title" id="new-title">{made ? "Make another" : "Make a token"}</h2>
        <TokenForm
          errors={errors}
          values={values}
          clientId={values.clientId ?? crypto.randomUUID()}
          submit={<SubmitButton label="Make token" busyLabel="Making" />}
        />
      </section>
      <LocalTimes />
    </Settings>
  ),
);

import { Head } from "fresh/runtime";
import { AskInstead } from "../components/AskInstead.tsx";
import { CREDENTIAL_LABELS, CredentialFields } from "../components/CredentialFields.tsx";
import { DemoAccounts } from "../components/DemoAccounts.tsx";
import { ErrorSummary } from "../components/ErrorSummary.tsx";
import { Gate } from "../components/Gate.tsx";
import { SignInWith } from "../components/SignInWith.tsx";
import PasskeySignIn from "../islands/PasskeySignIn.tsx";
import SubmitButton from "../islands/SubmitButton.tsx";
import { hasHostName } from "../lib/auth/relying_party.ts";
import { define } from "../lib/http/define.ts";
import { gateHandlers, signIn } from "../lib/http/gate.ts";
import { nextPath } from "../lib/http/next_path.ts";
import { signInSchema } from "../lib/model/user.ts";

export const handler = gateHandlers(signInSchema, signIn);

export default define.page<typeof handler>(({ data: { errors, values }, state, url }) => (
  <Gate
    title="Sign in"
    aside={state.hotline.config.allowsSignUp && (
      <>
        New here? <a href={`/signup${url.search}`}>Create an account</a>
      </>
    )}
  >
    <Head>
      <title>{`${errors.length > 0 ? "Error: " : ""}Sign in · Hotline`}</title>
    </Head>
    {url.searchParams.has("cancelled") && errors.length === 0 && (
      <p class="gate-lead" role="status">You cancelled signing in.</p>
    )}
    <form class="form" method="post" action={`/signin${url.search}`} noValidate>
      <ErrorSummary errors={errors} labels={CREDENTIAL_LABELS} />
      <CredentialFields errors={errors} values={values} isNew={false} />
      <SubmitButton label="Sign in" busyLabel="Signing in" />
    </form>
    {hasHostName(state.origin) && <PasskeySignIn next={nextPath(url)} />}
    {state.hotline.singleSignOn && (
      <SignInWith provider={state.hotline.singleSignOn.name} search={url.search} />
    )}
    {state.hotline.config.allowsGuests && <AskInstead />}
    <DemoAccounts accounts={state.hotline.demoAccounts} action={`/signin${url.search}`} />
  </Gate>
));

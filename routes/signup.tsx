import { Head } from "fresh/runtime";
import { AskInstead } from "../components/AskInstead.tsx";
import { CREDENTIAL_LABELS, CredentialFields } from "../components/CredentialFields.tsx";
import { ErrorSummary } from "../components/ErrorSummary.tsx";
import { Field } from "../components/Field.tsx";
import { Gate } from "../components/Gate.tsx";
import SubmitButton from "../islands/SubmitButton.tsx";
import { assertSignUpIsOpen } from "../lib/http/doors.ts";
import { define } from "../lib/http/define.ts";
import { gateHandlers, signUp } from "../lib/http/gate.ts";
import { signUpSchema } from "../lib/model/user.ts";

const LABELS = { name: "Your name", ...CREDENTIAL_LABELS };

export const handler = gateHandlers(signUpSchema, signUp, assertSignUpIsOpen);

export default define.page<typeof handler>(({ data: { errors, values }, state, url }) => (
  <Gate
    title="Create an account"
    aside={
      <>
        Have one already? <a href={`/signin${url.search}`}>Sign in</a>
      </>
    }
  >
    <Head>
      <title>{`${errors.length > 0 ? "Error: " : ""}Create an account · Hotline`}</title>
    </Head>
    <form class="form" method="post" action={`/signup${url.search}`} noValidate>
      <ErrorSummary errors={errors} labels={LABELS} />
      <Field
        name="name"
        label={LABELS.name}
        hint="As the others in a request will see it"
        errors={errors}
      >
        {(attributes) => (
          <input {...attributes} type="text" value={values.name} required autocomplete="name" />
        )}
      </Field>
      <CredentialFields errors={errors} values={values} isNew />
      <SubmitButton label="Create account" busyLabel="Creating account" />
    </form>
    {state.hotline.config.allowsGuests && <AskInstead />}
  </Gate>
));

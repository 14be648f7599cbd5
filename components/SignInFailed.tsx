import { Gate } from "./Gate.tsx";

export interface SignInFailedProps {
  /** What happened, in sentences. */
  message: string;
  /** How people call the provider. */
  provider: string;
  /** Where the person may begin anew. */
  retry: string;
}

/** Somebody came back from the provider, or never got there, and is not signed in. */
export function SignInFailed({ message, provider, retry }: SignInFailedProps) {
  return (
    <Gate title="That sign-in did not work" aside={<a href="/signin">Sign in another way</a>}>
      <p class="gate-lead">{message}</p>
      <div class="gate-ways">
        <a class="button is-primary" href={retry}>Try again with {provider}</a>
      </div>
    </Gate>
  );
}

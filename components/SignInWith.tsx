export interface SignInWithProps {
  /** How people call it. */
  provider: string;
  /** The query of the page: it says where to go afterwards. */
  search: string;
}

/** The way in for who has an account elsewhere. A link: forms may not lead to other sites. */
export function SignInWith({ provider, search }: SignInWithProps) {
  return (
    <div class="sign-in-with">
      <a class="button" href={`/signin/oidc${search}`}>Sign in with {provider}</a>
    </div>
  );
}

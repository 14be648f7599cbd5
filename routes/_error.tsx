import { HttpError, page } from "fresh";
import { Head } from "fresh/runtime";
import { Problem } from "../components/Problem.tsx";
import { retryAfter } from "../lib/http/problem.ts";
import { define, type State } from "../lib/http/define.ts";
import { HotlineError } from "../lib/model/errors.ts";

const TITLES: Record<number, string> = {
  400: "That address does not make sense",
  403: "You may not do this",
  404: "Nothing is here",
  409: "This can no longer be done",
  413: "That was too large",
  422: "Something in the form is wrong",
  429: "Too fast",
  503: "The desk does not answer",
};

const ADVICE: Record<number, string> = {
  403: "Your account does not have the right for it, or the form came from another site.",
  404: "The page does not exist, or it belongs to a request that you may not see.",
  429: "Wait a moment, then try again.",
  503: "Its storage is away for the moment. Nothing is lost: wait a little, then try again.",
};

const UNKNOWN = "This is our fault, and it has been noted. What you had sent before is safe.";

/** Says when to come again, where that helps. */
export const handler = define.handlers(({ error }) => {
  const refusal = error instanceof HttpError ? error.cause : null;
  const headers = refusal instanceof HotlineError && refusal.retryable
    ? { "retry-after": retryAfter(refusal) }
    : {};
  return page(undefined, { status: statusOf(error), headers });
});

const statusOf = (error: unknown): number => error instanceof HttpError ? error.status : 500;
/** Where to go from here; a guest is refused what an account would bring. */
function wayOn(code: number, { session, hotline }: State): { href: string; label: string } {
  if (!session) return { href: "/signin", label: "Sign in" };
  if (session.guestOf === null) return { href: "/", label: "See all requests" };
  if (code === 403 && hotline.config.allowsSignUp) {
    return { href: "/account/claim", label: "Create an account" };
  }
  return { href: `/requests/${session.guestOf}`, label: "Back to your request" };
}

/** Any page that could not be shown. Details of a fault of ours stay in the server's log. */
export default define.page(({ error, state }) => {
  const code = statusOf(error);
  const title = TITLES[code] ?? "Something went wrong";
  // What Hotline itself refuses, it explains; Fresh's own words are for developers.
  const said = error instanceof HttpError && error.cause instanceof HotlineError
    ? error.message
    : undefined;
  const { href, label } = wayOn(code, state);
  return (
    <Problem code={code} title={title}>
      <Head>
        <title>{`${title} · Hotline`}</title>
      </Head>
      <p>{said ?? ADVICE[code] ?? UNKNOWN}</p>
      <a class="button is-primary" href={href}>{label}</a>
    </Problem>
  );
});

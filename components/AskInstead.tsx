/** The quickest way in, for who has a question and no account. */
export function AskInstead() {
  return (
    <div class="ask-instead">
      <p class="meta">No account?</p>
      <a class="button" href="/ask">Ask a question without one</a>
    </div>
  );
}

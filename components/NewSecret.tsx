import type { ComponentChildren } from "preact";

export interface NewSecretProps {
  name: string;
  secret: string;
  /** The button that copies what has the id `new-secret`. */
  copy: ComponentChildren;
}

/** An API token's secret, in the one moment in which it is shown. */
export function NewSecret({ name, secret, copy }: NewSecretProps) {
  return (
    <section class="secret" aria-labelledby="secret-title">
      <h2 class="section-title" id="secret-title">The token is made: {name}</h2>
      <p>Copy it now: it is shown this once, and nobody can look it up later.</p>
      <div class="secret-line">
        <code class="secret-words" id="new-secret" tabIndex={0}>{secret}</code>
        {copy}
      </div>
      <p class="meta">
        Programs send it with every call: <code>Authorization: Bearer …</code>
      </p>
    </section>
  );
}

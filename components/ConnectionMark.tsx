import type { Tone } from "../lib/client/status.ts";

const SHAPES: Record<Tone, preact.JSX.Element> = {
  good: <circle class="fill" cx="6" cy="6" r="4" />,
  busy: (
    <>
      <circle class="line" cx="6" cy="6" r="4" />
      <path class="fill" d="M6 2a4 4 0 0 1 0 8z" />
    </>
  ),
  warning: <circle class="line dotted" cx="6" cy="6" r="4" />,
  quiet: <circle class="line" cx="6" cy="6" r="4" />,
  bad: <path class="line" d="m2.5 2.5 7 7m0-7-7 7" />,
};

/** The state of the connection as a shape; its colour only repeats what the shape says. */
export function ConnectionMark({ tone }: { tone: Tone }) {
  return (
    <svg class={`mark tone-${tone}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {SHAPES[tone]}
    </svg>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";

export interface SubmitButtonProps {
  label: string;
  /** Said while the form is on its way. */
  busyLabel: string;
}

/** A form's button, which says that the form is on its way and lets it go only once. */
export default function SubmitButton({ label, busyLabel }: SubmitButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    button.current?.form?.addEventListener("submit", (event) => {
      if (button.current?.getAttribute("aria-busy") === "true") event.preventDefault();
      setBusy(true);
    }, { signal });
    // Back from the next page, the browser shows this one as it was left.
    addEventListener("pageshow", () => setBusy(false), { signal });
    return () => abort.abort();
  }, []);
  return (
    <button
      ref={button}
      type="submit"
      class="button is-primary"
      aria-busy={isBusy ? "true" : undefined}
    >
      {isBusy ? busyLabel : label}
    </button>
  );
}

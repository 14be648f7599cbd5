import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Copies a text. Without a script, or where the browser has no clipboard, it is not there. */
export default function CopyButton({ text }: { text: string }) {
  const state = useSignal<"none" | "ready" | "copied">("none");
  useEffect(() => {
    if (navigator.clipboard) state.value = "ready";
  }, []);
  if (state.value === "none") return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    state.value = "copied";
  };
  return (
    <button type="button" class="button" onClick={copy}>
      <span aria-live="polite">{state.value === "copied" ? "Copied" : "Copy"}</span>
    </button>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";
import type { Draft } from "../lib/client/draft.ts";
import { BODY_MAX } from "../lib/model/limits.ts";
import type { Kind } from "../lib/model/message.ts";
import { ComposerForm } from "./ComposerForm.tsx";
import { instead } from "./conversation_actions.ts";
import { growToFit } from "./grow_to_fit.ts";
import { isSendKey } from "./send_key.ts";

export interface ComposerProps {
  requestId: string;
  clientId?: string | undefined;
  mayNote: boolean;
  /** Where the words begun are kept. */
  draft: Draft;
  onSend: (body: string, kind: Kind) => void;
  /** ↑ in an empty composer. */
  onEditLast: () => void;
}

/** Where messages are written, once the page is alive. */
export function Composer({ draft, onSend, onEditLast, ...form }: ComposerProps) {
  const element = useRef<HTMLFormElement>(null);
  // Null until the page is alive: before, the form works by itself and must not be shut.
  const [length, setLength] = useState<number | null>(null);
  const [kind, setKind] = useState<Kind>("public");
  const field = () => element.current?.elements.namedItem("body") as HTMLTextAreaElement;

  function changed(): void {
    growToFit(field());
    setLength(field().value.trim().length);
    setKind(new FormData(element.current!).get("kind") === "note" ? "note" : "public");
  }

  useEffect(() => {
    // What was typed before the script ran is newer than the draft.
    if (field().value === "") field().value = draft.read();
    changed();
  }, []);

  function send(): void {
    const body = field().value.trim();
    if (body === "" || body.length > BODY_MAX) return;
    onSend(body, kind);
    field().value = "";
    draft.write("");
    changed();
    field().focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isSendKey(event)) instead(send)(event);
    else if (event.key === "ArrowUp" && field().value === "") instead(onEditLast)(event);
  }

  return (
    <ComposerForm
      {...form}
      form={element}
      kind={kind}
      maySend={length === null || length > 0 && length <= BODY_MAX}
      excess={Math.max(0, (length ?? 0) - BODY_MAX)}
      onSubmit={instead(send)}
      onInput={() => {
        draft.write(field().value);
        changed();
      }}
      onKeyDown={onKeyDown}
    />
  );
}

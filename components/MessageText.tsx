import { Component, Fragment } from "preact";
import { stretches } from "./links.ts";

export interface MessageTextProps {
  /** As its author wrote it. Never HTML: what looks like markup is shown as such. */
  body: string;
}

// People write these links: no page behind one may reach back through
// `window.opener`, learn which request it was linked from, or gain rank by it.
const REL = "noopener noreferrer nofollow ugc";

/** A message of a few emoji and nothing else is shown larger. */
const EMOJI_ALONE = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;

/**
 * The words of a message, with links. Line breaks are kept by the stylesheet.
 * A class, since only that can tell Preact to leave unchanged text alone: each new
 * message draws the conversation again, and finding links is its only costly part.
 */
export class MessageText extends Component<MessageTextProps> {
  override shouldComponentUpdate(next: MessageTextProps): boolean {
    return next.body !== this.props.body;
  }

  override render({ body }: MessageTextProps) {
    return (
      <p class={EMOJI_ALONE.test(body) ? "message-text is-emoji" : "message-text"} dir="auto">
        {stretches(body).map(({ text, href }, place) =>
          href === undefined
            // Not the bare text: precompiled JSX escapes strings in arrays twice.
            ? <Fragment key={place}>{text}</Fragment>
            : <a key={place} href={href} rel={REL} title={href}>{text}</a>
        )}
      </p>
    );
  }
}

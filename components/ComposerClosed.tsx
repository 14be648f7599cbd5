import { StatusShape } from "./Status.tsx";

export interface ComposerClosedProps {
  /** Whether the reader may open the request again. */
  mayReopen: boolean;
}

/** Stands where the composer was, once a request is closed. */
export function ComposerClosed({ mayReopen }: ComposerClosedProps) {
  return (
    <div class="composer-closed">
      <StatusShape status="closed" />
      <p>
        <strong>This request is closed.</strong>{" "}
        {mayReopen ? "Set its status to open to write in it again." : (
          <>
            If there is more to say, <a href="/requests/new">start a new request</a>.
          </>
        )}
      </p>
    </div>
  );
}

import { FRAME_MAX_BYTES } from "../model/limits.ts";
import type { User } from "../model/user.ts";
import type { LoggedEvent } from "../storage/command.ts";
import { isStaff } from "./policy.ts";

/** UTF-8 takes at most 3 bytes for a UTF-16 code unit: strings this short need no counting. */
const SURELY_FITS_CHARS = Math.floor(FRAME_MAX_BYTES / 3) - 2;

/** Events on their way to the members of a room: serialised once, whoever many get them. */
export class Delivery {
  readonly #requestId: string;
  readonly #events: readonly LoggedEvent[];
  #forStaff: string[] | undefined;
  #forRequester: string[] | undefined;
  #batchesForStaff: string[] | undefined;
  #batchesForRequester: string[] | undefined;

  /** `events` are consecutive and at least one. */
  constructor(requestId: string, events: readonly LoggedEvent[]) {
    this.#requestId = requestId;
    this.#events = events;
  }

  get lastSeq(): number {
    return this.#events.at(-1)?.seq ?? 0;
  }

  /** One frame for each event, as this viewer may see it. */
  frames(viewer: User): readonly string[] {
    if (isStaff(viewer)) return this.#forStaff ??= this.#events.map(({ json }) => json);
    return this.#forRequester ??= this.#events.map((event) => this.#publicFrame(event));
  }

  /** The same frames, several in one text: for clients of `hotline.v1.batch`. */
  batches(viewer: User): readonly string[] {
    if (isStaff(viewer)) return this.#batchesForStaff ??= joinFrames(this.frames(viewer));
    return this.#batchesForRequester ??= joinFrames(this.frames(viewer));
  }

  #publicFrame({ seq, kind, json }: LoggedEvent): string {
    if (kind === "public") return json;
    return JSON.stringify({ type: "hidden", requestId: this.#requestId, seq });
  }
}

/** Arrays of frames in order, none longer than a frame may be; a lone frame stays as it is. */
function joinFrames(frames: readonly string[]): string[] {
  const texts: string[] = [];
  let group: string[] = [];
  let groupChars = 0;
  const close = () => {
    if (group.length === 1) texts.push(group[0]!);
    else if (group.length > 1) texts.push(`[${group.join(",")}]`);
  };
  for (const frame of frames) {
    if (group.length > 0 && groupChars + frame.length + 1 > SURELY_FITS_CHARS) {
      close();
      [group, groupChars] = [[], 0];
    }
    group.push(frame);
    groupChars += frame.length + 1;
  }
  close();
  return texts;
}

/** The bounds of the protocol (docs/protocol.md). No imports: shared with the browser. */

/** Longest message body, in UTF-16 code units after trimming. */
export const BODY_MAX = 10_000;
/** Longest request title, in UTF-16 code units after trimming. */
export const TITLE_MAX = 200;
/** Longest display name, in UTF-16 code units after trimming. */
export const NAME_MAX = 80;
/** Longest e-mail address (RFC 5321, 4.5.3.1.3, less the brackets). */
export const EMAIL_MAX = 254;
/** Longest title that is made of a guest's question, in UTF-16 code units. */
export const GUEST_TITLE_MAX = 80;
export const USERNAME_MIN = 2;
export const USERNAME_MAX = 32;
/** Shortest password; NIST SP 800-63B asks for length, not for kinds of characters. */
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 256;
/** Longest `clientId` and `ref`, in UTF-16 code units. */
export const CLIENT_ID_MAX = 64;
/** Largest text frame, in bytes of UTF-8. */
export const FRAME_MAX_BYTES = 64 * 1024;
/** Largest JSON or form body of a request over HTTP, in bytes. */
export const HTTP_BODY_MAX_BYTES = 128 * 1024;
/** Largest page of messages or requests. */
export const PAGE_MAX = 200;
export const PAGE_DEFAULT = 50;
/** Requests that one socket may have joined at a time. */
export const JOINS_MAX = 200;
/** Silence after which a client asks `ping`; the server gives up after three times as long. */
export const HEARTBEAT_MS = 15_000;
/** Bytes that may wait to be sent on one socket before it counts as a slow consumer. */
export const SEND_BUFFER_MAX_BYTES = 1024 * 1024;
/** Bad frames in one minute after which a socket is closed with 4400. */
export const BAD_FRAMES_MAX = 10;
/**
 * Refusals for being too fast in one minute after which a socket is closed with 4429: more than
 * somebody meets who waits after each one as they were told.
 */
export const TOO_FAST_MAX = 1_000;
/** Commands of one socket that may wait for their answers. */
export const COMMANDS_MAX = 2_000;
/** Commands that may wait for a commit in one room of one isolate, and the text they may hold. */
export const ROOM_QUEUE_MAX = 20_000;
export const ROOM_QUEUE_MAX_CHARS = 32 * 1024 * 1024;
/** Sockets that one isolate accepts. */
export const SOCKETS_MAX = 20_000;
/** Of these, those of one person: an agent's tabs, on all devices. */
export const SOCKETS_PER_PERSON_MAX = 100;
/** And those from one address: an office of 200 people with ten tabs each. */
export const SOCKETS_PER_ADDRESS_MAX = 2_000;
/** People named in one `joined`: with the longest names they are 54 KB, so that the frame fits. */
export const MEMBERS_MAX = 150;
/** People remembered on a request as having written in it. */
export const PARTICIPANTS_MAX = 50;
/** Passkeys that one person may have. */
export const PASSKEYS_MAX = 20;
/** Longest name of a passkey, in UTF-16 code units after trimming. */
export const PASSKEY_NAME_MAX = 60;
/** People let into a request besides its requester. */
export const ACCESS_MAX = 50;

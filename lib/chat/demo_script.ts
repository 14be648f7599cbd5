/** What stands in the demo's requests. */
import type { Kind } from "../model/message.ts";
import type { Status } from "../model/request.ts";
import type { Role } from "../model/user.ts";

/** One message of a demo's conversation, and what becomes of it. */
export interface DemoLine {
  by: Role;
  body: string;
  kind?: Kind;
  /** What it said before it was edited. */
  firstDraft?: string;
  isTakenBack?: boolean;
}

interface DemoRequest {
  title: string;
  status: Status;
  isAssigned: boolean;
  lines: [DemoLine, ...DemoLine[]];
}

/** Oldest activity first: the last one stands at the top of the list. */
export const DEMO_REQUESTS: readonly DemoRequest[] = [
  {
    title: "Change the company name on past invoices",
    status: "closed",
    isAssigned: true,
    lines: [
      {
        by: "requester",
        body: "Our company changed its name in spring. Can past invoices show it?",
      },
      {
        by: "agent",
        body: "Issued invoices keep the name they were issued to, but I can add a letter that " +
          "states the change, which auditors accept. Shall I?",
      },
      { by: "requester", body: "Yes please, that is enough for us." },
      { by: "agent", body: "Sent to your billing address. I'll close this one." },
    ],
  },
  {
    title: "Export stops at 10,000 rows",
    status: "solved",
    isAssigned: true,
    lines: [
      { by: "requester", body: "The CSV export ends after 10,000 rows. We have about 48,000." },
      {
        by: "agent",
        body:
          "Confirmed, and thank you for the exact number. The limit applies to the page's own " +
          "export; the scheduled one has none:\n\n1. Settings, Exports, New schedule\n2. Choose " +
          "“Once, now”\n3. The link arrives by e-mail within a few minutes",
      },
      { by: "requester", body: "Works. 48,112 rows, all there 🎉" },
    ],
  },
  {
    title: "Two-factor code is rejected after changing phones",
    status: "pending",
    isAssigned: true,
    lines: [
      { by: "requester", body: "I moved to a new phone and every code is refused now." },
      {
        by: "agent",
        body:
          "Sorry about that. Is the time on the new phone set automatically? Codes depend on it.",
      },
      { by: "requester", body: "It is." },
      { by: "requester", body: "And I still have the recovery codes, if that helps." },
      {
        by: "agent",
        kind: "note",
        body: "Identity checked against the billing contact. Fine to reset if the codes fail too.",
      },
      {
        by: "agent",
        body: "It does. Sign in with one of them, then remove and add the authenticator under " +
          "Security. Tell me if a recovery code is refused as well.",
      },
    ],
  },
  {
    title: "Checkout page is blank since this morning",
    status: "open",
    isAssigned: true,
    lines: [
      { by: "requester", body: "Since about 8:40 our customers see a blank page at checkout." },
      {
        by: "requester",
        body: "Nothing changed on our side. It is urgent for us, orders are lost.",
      },
      {
        by: "agent",
        body: "Looking at it now. Could you send me the address of one page where it happens?",
      },
      {
        by: "requester",
        firstDraft: "https://shop.example/checkout",
        body: "https://shop.example/checkout?step=payment (only the payment step)",
      },
      {
        by: "agent",
        kind: "note",
        body:
          "Correlates with the 8:35 rollout of the payment widget. Asked the team to roll back.",
      },
      { by: "requester", body: "Wrong window, sorry!", isTakenBack: true },
      {
        by: "agent",
        body: "Found it: a script of the payment step fails in browsers that block third-party " +
          "cookies. We are rolling it back.",
      },
      {
        by: "admin",
        body: "The rollback is live in all regions since 9:52. Is the page back for you?",
      },
      { by: "requester", body: "Yes, it is back, and the first orders come in again. Thank you!" },
      { by: "agent", body: "Glad to hear. I keep this open until tomorrow in case it returns." },
    ],
  },
];

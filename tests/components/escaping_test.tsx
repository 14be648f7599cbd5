import { doesNotMatch, equal, match } from "node:assert/strict";
import { Account } from "../../components/Account.tsx";
import { DeliveryState } from "../../components/DeliveryState.tsx";
import { ErrorSummary } from "../../components/ErrorSummary.tsx";
import { MessageDays } from "../../components/MessageDays.tsx";
import { Problem } from "../../components/Problem.tsx";
import { RequestDetails } from "../../components/RequestDetails.tsx";
import { RequestForm } from "../../components/RequestForm.tsx";
import { RequestList } from "../../components/RequestList.tsx";
import { context, helper, HOSTILE, html, message, person, request } from "./samples.tsx";

const hostile = { ...person("Hostile"), name: HOSTILE, username: HOSTILE };
const conversation = (change: Parameters<typeof message>[0], more = {}) => (
  <MessageDays messages={[message(change)]} context={context(more)} />
);

const editing = message({ body: HOSTILE, mayEdit: true });

const PLACES = {
  "a message": conversation({ body: HOSTILE }),
  "a message with a link": conversation({ body: `https://example.com/${HOSTILE}` }),
  "a note": conversation({ body: HOSTILE, kind: "note" }),
  "the name of an author": conversation({ author: hostile }),
  "a message being edited": (
    <MessageDays
      messages={[editing]}
      context={context({ task: { kind: "edit", messageId: editing.id! }, clientId: HOSTILE })}
    />
  ),
  "the reason of a failure": (
    <DeliveryState delivery={{ clientId: "c", failure: HOSTILE, canRetry: true }} />
  ),
  "a title and names in the list": (
    <RequestList
      requests={[request({ title: HOSTILE, requester: hostile, participants: [hostile] })]}
      next={HOSTILE}
      status={undefined}
      todayMs={0}
    />
  ),
  "the details": (
    <RequestDetails
      guest={null}
      request={request({ requester: hostile, assignee: hostile })}
      staff={[hostile]}
      reader={helper}
      status={HOSTILE}
    />
  ),
  "who is signed in": <Account user={hostile} />,
  "a form filled in before": (
    <RequestForm
      errors={[{ path: "title", message: HOSTILE }]}
      values={{ title: HOSTILE, body: HOSTILE }}
      clientId={HOSTILE}
      submit={null}
    />
  ),
  "a summary of errors": (
    <ErrorSummary
      errors={[{ path: HOSTILE, message: HOSTILE }]}
      labels={{}}
    />
  ),
  "a page of an error": <Problem code={404} title={HOSTILE}>{HOSTILE}</Problem>,
};

for (const [place, vnode] of Object.entries(PLACES)) {
  Deno.test(`markup in ${place} is shown, not run`, () => {
    const text = html(vnode);
    doesNotMatch(text, /<script|<img/i);
    match(text, /&lt;script>|%3Cscript%3E|&lt;script&gt;/i);
    doesNotMatch(text, /&amp;lt;/, "nothing is escaped twice");
  });
}

Deno.test("a link tells its page nothing and gets nothing from it", () => {
  const body = "https://example.com http://example.com mailto:desk@example.com";
  const text = html(conversation({ body }));
  const links = [...text.matchAll(/<a href="(?:https?:|mailto:)[^>]*>/g)];
  equal(links.length, 3);
  for (const [link] of links) match(link, / rel="noopener noreferrer nofollow ugc"/);
});

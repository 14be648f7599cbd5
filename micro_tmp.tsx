import { renderToString } from "preact-render-to-string";
import Conversation from "./islands/Conversation.tsx";
import { MessageDays } from "./components/MessageDays.tsx";
import { shownConversation } from "./components/shown_conversation.ts";
import { dayKey, exactTime, SERVER_CLOCK, timeOfDay } from "./components/clock.ts";
import { stretches } from "./components/links.ts";
import { stringify } from "npm:devalue";
const me = {
  id: "01M83001HCZMZEJ1Y5E4AFPD1W",
  username: "rita",
  name: "Rita Requester",
  role: "requester" as const,
};
const messages = Array.from({ length: 50 }, (_, i) => ({
  id: "01M83001SXR2NZ5KA4NN3V7C" + String(i).padStart(2, "0"),
  requestId: "01M83001SMABV6PD3GVWMG2PQ1",
  seq: i + 1,
  clientId: "seed-" + i,
  author: { ...me },
  kind: "public" as const,
  body: `bench-body ${i}: The printer on the second floor is out of paper again.`,
  createdAt: new Date(1795392000000 + i * 7).toISOString(),
  editedAt: null,
  deletedAt: null,
  replyTo: null,
  attachments: [],
  reactions: {},
}));
const request = {
  id: "01M83001SMABV6PD3GVWMG2PQ1",
  title: "T",
  status: "open" as const,
  requester: me,
  assignee: null,
  participants: [me],
  createdAt: messages[0].createdAt,
  updatedAt: messages[0].createdAt,
  head: 50,
  messageCount: 50,
  unread: 0,
};
function t(name: string, f: () => unknown) {
  for (let i = 0; i < 400; i++) f();
  const t0 = performance.now();
  for (let i = 0; i < 400; i++) f();
  console.log(name.padEnd(30), ((performance.now() - t0) * 1000 / 400).toFixed(0), "us");
}
const shown = () =>
  shownConversation({ me, request, messages, pending: [], pendingChanges: new Map() });
const s = shown();
const context = { requestId: request.id, readerId: me.id, clock: SERVER_CLOCK, task: null };
t(
  "conversation",
  () =>
    renderToString(
      <Conversation
        initial={{ request, me, messages, head: 50, epoch: "e", hasMore: false }}
        task={null}
        clientId="x"
      />,
    ),
);
t("message days", () => renderToString(<MessageDays messages={s} context={context} />));
t("shown", shown);
t("exact x50", () => {
  for (const m of messages) exactTime(m.createdAt, SERVER_CLOCK);
});
t("time x50", () => {
  for (const m of messages) timeOfDay(m.createdAt, SERVER_CLOCK);
});
t("dayKey x50", () => {
  for (const m of messages) dayKey(m.createdAt, SERVER_CLOCK);
});
t("stretches x50", () => {
  for (const m of messages) stretches(m.body);
});
const E = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;
t("emoji x50", () => {
  for (const m of messages) E.test(m.body);
});
t("devalue", () => stringify({ initial: { request, me, messages } }));
t("JSON", () => JSON.stringify({ initial: { request, me, messages } }));

import { page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { RequestPage } from "../../../components/RequestPage.tsx";
import { Desk } from "../../../components/Desk.tsx";
import type { MessageTask } from "../../../components/conversation_actions.ts";
import { EarlierMessages } from "../../../components/EarlierMessages.tsx";
import ConnectionStatus from "../../../islands/ConnectionStatus.tsx";
import Conversation from "../../../islands/Conversation.tsx";
import CurrentRow from "../../../islands/CurrentRow.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import RequestHeadline from "../../../islands/RequestHeadline.tsx";
import RequestStatus from "../../../islands/RequestStatus.tsx";
import { isStaff } from "../../../lib/chat/policy.ts";
import { readQuery } from "../../../lib/http/body.ts";
import { callerOf, define } from "../../../lib/http/define.ts";
import { parseForm } from "../../../lib/http/form.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { readSideList } from "../../../lib/http/side_list.ts";
import { HotlineError } from "../../../lib/model/errors.ts";
import { idSchema } from "../../../lib/model/id.ts";
import { listMessagesSchema } from "../../../lib/model/message.ts";
import { statusSchema } from "../../../lib/model/request.ts";

/** A select's empty choice stands for nobody. */
const changeFormSchema = z.object({
  status: statusSchema.optional(),
  assigneeId: z.literal("").transform(() => null).or(idSchema).optional(),
}).refine(({ status, assigneeId }) => status !== undefined || assigneeId !== undefined);

export const handler = define.handlers({
  async GET(ctx) {
    const me = callerOf(ctx);
    const id = pathId(ctx);
    const { requests, accounts } = ctx.state.hotline;
    const query = readQuery(ctx.url, listMessagesSchema);
    const [request, messages, list, staff] = await Promise.all([
      requests.get(me, id),
      requests.messages(me, id, query),
      readSideList(ctx, me),
      isStaff(me) ? accounts.listStaff() : null,
    ]);
    const isEarlier = query.before !== undefined;
    return page({ me, request, messages, list, staff, isEarlier, task: taskOf(ctx.url) });
  },

  async POST(ctx) {
    const me = callerOf(ctx);
    const id = pathId(ctx);
    const form = await parseForm(ctx.req, changeFormSchema);
    if (!form.ok) throw new HotlineError("invalid", "Choose a status or an assignee.");
    await ctx.state.hotline.requests.change(me, id, form.value);
    return ctx.redirect(`/requests/${id}`, 303);
  },
});

/** What a link of a message asks for: its form in place of its words. */
function taskOf({ searchParams }: URL): MessageTask | null {
  for (const kind of ["edit", "delete"] as const) {
    const messageId = searchParams.get(kind);
    if (messageId !== null) return { kind, messageId };
  }
  return null;
}

export default define.page<typeof handler>(({ data }) => {
  const { me, request, messages, list, staff, isEarlier, task } = data;
  const { id, title, status, requester } = request;
  return (
    <Desk user={me} list={{ ...list, currentId: id, CurrentRow }} shows="content" hasDetails>
      <Head>
        <title>{`${title} · Hotline`}</title>
      </Head>
      <RequestPage
        request={request}
        reader={me}
        staff={staff}
        headline={<RequestHeadline id={id} title={title} status={status} />}
        connection={!isEarlier && <ConnectionStatus requestId={id} />}
        status={<RequestStatus request={{ id, status, requester }} reader={me} />}
      >
        {isEarlier
          ? <EarlierMessages request={request} page={messages} reader={me} />
          : (
            <Conversation
              initial={{ request, me, ...messages }}
              task={task}
              clientId={crypto.randomUUID()}
            />
          )}
      </RequestPage>
      <LocalTimes />
    </Desk>
  );
});

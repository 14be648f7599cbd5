import { Head } from "fresh/runtime";
import type { ComponentChildren } from "preact";
import { z } from "zod";
import { RequestPage } from "../../../components/RequestPage.tsx";
import { Desk } from "../../../components/Desk.tsx";
import type { MessageTask } from "../../../components/conversation_actions.ts";
import { EarlierMessages } from "../../../components/EarlierMessages.tsx";
import { GuestNotice } from "../../../components/GuestNotice.tsx";
import ConnectionStatus from "../../../islands/ConnectionStatus.tsx";
import Conversation from "../../../islands/Conversation.tsx";
import CurrentRow from "../../../islands/CurrentRow.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import RequestHeadline from "../../../islands/RequestHeadline.tsx";
import RequestStatus from "../../../islands/RequestStatus.tsx";
import { isStaff } from "../../../lib/chat/policy.ts";
import type { MessagesPage } from "../../../lib/chat/requests.ts";
import { readQuery } from "../../../lib/http/body.ts";
import { callerOf, define, sessionOf } from "../../../lib/http/define.ts";
import { parseForm } from "../../../lib/http/form.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { readSideList, type SideList, startOfDay } from "../../../lib/http/side_list.ts";
import { HotlineError } from "../../../lib/model/errors.ts";
import type { GuestState } from "../../../lib/model/guest.ts";
import { idSchema } from "../../../lib/model/id.ts";
import { listMessagesSchema } from "../../../lib/model/message.ts";
import { type Request, statusSchema } from "../../../lib/model/request.ts";
import type { User } from "../../../lib/model/user.ts";

/** A select's empty choice stands for nobody. */
const changeFormSchema = z.object({
  status: statusSchema.optional(),
  assigneeId: z.literal("").transform(() => null).or(idSchema).optional(),
}).refine(({ status, assigneeId }) => status !== undefined || assigneeId !== undefined);

export const handler = define.handlers({
  async GET(ctx) {
    const { user: me, guestOf } = sessionOf(ctx);
    const id = pathId(ctx);
    const { url } = ctx;
    const { requests, accounts, guests, config: { allowsSignUp } } = ctx.state.hotline;
    const isOwnAsGuest = guestOf === id;
    const today = startOfDay(Date.now());
    return await ctx.state.pages.answer(ctx, {
      key: JSON.stringify([me, isOwnAsGuest, id, url.search, today]),
      read: async () => {
        const [request, list, staff, guest] = await Promise.all([
          requests.get(me, id),
          readSideList(ctx, me),
          isStaff(me) ? accounts.listStaff() : null,
          isStaff(me) || isOwnAsGuest ? guests.stateOf(id) : null,
        ]);
        return { request, list, staff, guest };
      },
      render: async ({ request, list, staff, guest }, clientId) => {
        const query = readQuery(url, listMessagesSchema);
        const messages = await requests.messagesOf(me, request, query);
        const isEarlier = query.before !== undefined;
        const task = taskOf(url);
        const notice = isOwnAsGuest && guest &&
          <GuestNotice requestId={id} guest={guest} allowsSignUp={allowsSignUp} />;
        const forStaff = { staff, guest: isStaff(me) ? guest : null };
        return await ctx.render(
          <View
            {...{ me, request, messages, list, ...forStaff, notice, isEarlier, task, clientId }}
          />,
        );
      },
    });
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

interface ViewProps {
  me: User;
  request: Request;
  messages: MessagesPage;
  list: SideList;
  staff: readonly User[] | null;
  guest: GuestState | null;
  notice: ComponentChildren;
  /** Whether this is a page of the past. */
  isEarlier: boolean;
  task: MessageTask | null;
  /** The id of the command that a form of this view gives. */
  clientId: string;
}

function View(props: ViewProps) {
  const { me, request, messages, list, staff, guest, notice, isEarlier, task, clientId } = props;
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
        guest={guest}
        notice={notice}
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
              clientId={clientId}
            />
          )}
      </RequestPage>
      <LocalTimes />
    </Desk>
  );
}

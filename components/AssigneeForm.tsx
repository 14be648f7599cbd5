import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";

export interface AssigneeFormProps {
  request: Request;
  staff: readonly User[];
  reader: User;
}

/** Gives a request to one of the staff; to oneself with one press. */
export function AssigneeForm({ request, staff, reader }: AssigneeFormProps) {
  const { id, assignee } = request;
  const action = `/requests/${id}`;
  return (
    <div class="assignee">
      <form class="assignee-form" method="post" action={action}>
        <label class="visually-hidden" for="assignee">Assignee</label>
        <select id="assignee" name="assigneeId">
          <option value="" selected={assignee === null}>Nobody</option>
          {staff.map((user) => (
            <option key={user.id} value={user.id} selected={user.id === assignee?.id}>
              {user.name}
            </option>
          ))}
        </select>
        <button type="submit" class="button">Assign</button>
      </form>
      {assignee?.id !== reader.id && (
        <form method="post" action={action}>
          <button type="submit" class="link" name="assigneeId" value={reader.id}>
            Assign to me
          </button>
        </form>
      )}
    </div>
  );
}

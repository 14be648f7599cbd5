import type { Role } from "../lib/model/user.ts";

export const ROLE_WORDS: Record<Role, string> = {
  requester: "Requester",
  agent: "Agent",
  admin: "Admin",
};

import type { ComponentChildren } from "preact";
import type { User } from "../lib/model/user.ts";
import { BackLink } from "./BackLink.tsx";
import { Desk } from "./Desk.tsx";
import type { RequestListProps } from "./RequestList.tsx";

/** The pages about oneself, and those about everybody, which admins alone see. */
const OWN_PAGES = [
  { href: "/account", label: "Account" },
  { href: "/account/sessions", label: "Sessions" },
  { href: "/account/tokens", label: "API tokens" },
  { href: "/account/passkeys", label: "Passkeys" },
] as const;
const ADMIN_PAGES = [
  { href: "/admin/people", label: "People" },
  { href: "/admin/audit", label: "Audit log" },
] as const;

export type SettingsPath = (typeof OWN_PAGES | typeof ADMIN_PAGES)[number]["href"];

export interface SettingsProps {
  user: User;
  list: RequestListProps;
  /** Which of the pages this is, or belongs to. */
  current: SettingsPath;
  title: string;
  /** One sentence under the title. */
  lead?: string;
  children: ComponentChildren;
}

/** The frame of the pages on accounts: beside the requests, with links to one another. */
export function Settings({ user, list, current, title, lead, children }: SettingsProps) {
  const pages = user.role === "admin" ? [...OWN_PAGES, ...ADMIN_PAGES] : OWN_PAGES;
  return (
    <Desk user={user} list={list} shows="content">
      <main class="page" id="main">
        <header class="bar settings-bar">
          <span class="only-narrow">
            <BackLink />
          </span>
          <nav aria-label="Settings">
            <ul class="filters">
              {pages.map(({ href, label }) => (
                <li key={href}>
                  <a
                    class="filter"
                    href={href}
                    aria-current={href === current ? "page" : undefined}
                  >
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <div class="page-body">
          <h1 class="page-title">{title}</h1>
          {lead && <p class="page-lead">{lead}</p>}
          {children}
        </div>
      </main>
    </Desk>
  );
}

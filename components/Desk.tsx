import type { ComponentChildren } from "preact";
import type { User } from "../lib/model/user.ts";
import { Account } from "./Account.tsx";
import { ComposeIcon } from "./icons.tsx";
import { Logo } from "./Logo.tsx";
import { RequestList, type RequestListProps } from "./RequestList.tsx";
import { StatusFilter } from "./StatusFilter.tsx";

export interface DeskProps {
  user: User;
  list: RequestListProps;
  /** On a phone there is room for one: the list, or what stands beside it. */
  shows: "list" | "content";
  /** Whether the last of the children is a column of details. */
  hasDetails?: boolean;
  children: ComponentChildren;
}

/** The frame of every page for who is signed in: the requests, and beside them what the page is about. */
export function Desk({ user, list, shows, hasDetails = false, children }: DeskProps) {
  const Heading = shows === "list" ? "h1" : "p";
  const Side = shows === "list" ? "main" : "aside";
  return (
    <div class={`desk shows-${shows}${hasDetails ? " has-details" : ""}`}>
      <Side class="side" id={shows === "list" ? "main" : undefined} aria-label="Requests">
        <header class="bar side-bar">
          <a class="brand" href="/">
            <Logo />
            Hotline
          </a>
          <a class="button is-quiet new-request" href="/requests/new">
            <ComposeIcon />New request
          </a>
        </header>
        <Heading class="visually-hidden">Requests</Heading>
        <nav aria-label="Filter">
          <StatusFilter current={list.status} />
        </nav>
        <nav class="side-list" aria-label="Requests">
          <RequestList {...list} />
        </nav>
        <Account user={user} />
      </Side>
      {children}
    </div>
  );
}

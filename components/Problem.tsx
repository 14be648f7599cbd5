import type { ComponentChildren } from "preact";
import { Logo } from "./Logo.tsx";

export interface ProblemProps {
  /** The HTTP status. */
  code: number;
  title: string;
  /** What happened and what can be done, calmly. */
  children: ComponentChildren;
}

/** A page that could not be shown, with a way on. */
export function Problem({ code, title, children }: ProblemProps) {
  return (
    <main class="problem" id="main">
      <a class="brand" href="/">
        <Logo />Hotline
      </a>
      <div class="problem-body">
        <p class="meta">Error {code}</p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

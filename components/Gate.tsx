import type { ComponentChildren } from "preact";
import { Logo } from "./Logo.tsx";

export interface GateProps {
  title: string;
  /** The other way in. */
  aside: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of the pages for who is not signed in yet. */
export function Gate({ title, aside, children }: GateProps) {
  return (
    <main class="gate" id="main">
      <p class="brand">
        <Logo />Hotline
      </p>
      <div class="gate-card">
        <h1>{title}</h1>
        {children}
      </div>
      <p class="gate-aside">{aside}</p>
    </main>
  );
}

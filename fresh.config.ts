import type { FreshConfig } from "fresh";

/** How Fresh is set up; main.ts passes it to the app. */
export const config: FreshConfig = {};

/** True in a browser, false while a page is rendered on the server. */
export const IS_BROWSER = typeof document !== "undefined";

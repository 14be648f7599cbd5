/** What components may use on the server and in the browser alike. */
export { asset, assetSrcSet } from "./runtime/asset.ts";
export { Head } from "./runtime/head.tsx";
export { HttpError } from "./runtime/http_error.ts";
export { IS_BROWSER } from "./runtime/is_browser.ts";

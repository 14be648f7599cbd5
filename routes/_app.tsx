import { asset } from "fresh/runtime";
import { define } from "../lib/http/define.ts";

/** The document around every page. */
export default define.page(({ Component }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta
        name="viewport"
        content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
      />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f4f2" />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f0d0c" />
      <title>Hotline</title>
      <link rel="stylesheet" href={asset("/styles.css")} />
      <link rel="icon" href={asset("/icon.svg")} type="image/svg+xml" />
      <link rel="apple-touch-icon" href={asset("/icon-180.png")} />
    </head>
    <body>
      <a class="skip" href="#main">Skip to content</a>
      <Component />
    </body>
  </html>
));

/** What axe finds wrong with a page. */
import axe from "axe-core";
import type { Tab } from "./tab.ts";

/** What axe finds wrong on the page as it stands: each rule with the places that break it. */
export async function violations(tab: Tab, rules?: string[]): Promise<string[]> {
  // Run by the debugger, which no content policy binds.
  await tab.page.evaluate(`globalThis.axe ?? (() => { ${axe.source} })()`);
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
  const found = await tab.page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return (found as axe.AxeResults).violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) =>
      `${impact} ${id}: ${target.join(" ")}: ${failureSummary?.replaceAll(/\s+/g, " ")}`
    )
  );
}

/** Shows the page in light or in dark, with nothing moving. */
export async function inScheme(tab: Tab, scheme: "light" | "dark"): Promise<void> {
  await tab.page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  // A colour on its way to another one would be measured as neither. One that is inherited goes its
  // way again in each element below, so that it is over when nothing has moved for some frames.
  await tab.page.evaluate(async () => {
    for (let still = 0; still < 5; still++) {
      await new Promise(requestAnimationFrame);
      const moving = document.getAnimations();
      if (moving.length > 0) still = 0;
      await Promise.allSettled(moving.map(({ finished }) => finished));
    }
  });
}

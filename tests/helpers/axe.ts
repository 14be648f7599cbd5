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
  // A colour on its way to another one would be measured as neither. An inherited one goes its way
  // again in each element below, so that there are new ones after those that are ended.
  await tab.page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    for (let depth = 0; depth < 50; depth++) {
      const moving = document.getAnimations().filter(({ effect }) =>
        effect?.getComputedTiming().iterations !== Infinity
      );
      if (moving.length === 0) return;
      for (const animation of moving) animation.finish();
    }
  });
}

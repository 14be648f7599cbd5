/**
 * How long clients are away when two processes on one database restart one after the other under
 * load: `deno run -A bench/rolling_restart.ts [clients] [messages/s]`. Wanted: 3 s at most.
 */
import { rollingRestart } from "../tests/helpers/rolling_restart.ts";

const clients = Number(Deno.args[0] ?? 200);
const perSecond = Number(Deno.args[1] ?? 100);
const outcome = await rollingRestart({ clients, perSecond });
const breaks = outcome.clients.flatMap((client) => client.breaks);
const waits = breaks.map(({ ms }) => ms).sort((a, b) => a - b);
const at = (share: number) => Math.round(waits[Math.ceil(share * waits.length) - 1] ?? NaN);
console.log(
  `${clients} clients, ${outcome.stored.length} messages, ${waits.length} times away: ` +
    `median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
);

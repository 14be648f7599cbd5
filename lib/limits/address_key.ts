import { isIPv6 } from "node:net";

const GROUPS = 8;
/** Whoever has one IPv6 address has the 2⁶⁴ beside it (RFC 6177): they count as one. */
const GROUPS_OF_A_HOUSEHOLD = 4;
/** How a socket for both versions shows an IPv4 address (RFC 4291, 2.5.5.2). */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** What an IP address is counted under: itself, or its /64. */
export function addressKey(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped) return mapped;
  const [plain = ""] = address.toLowerCase().split("%");
  if (!isIPv6(plain)) return plain;
  return `${groupsOf(plain).slice(0, GROUPS_OF_A_HOUSEHOLD).join(":")}::/64`;
}

/** All eight groups, without leading zeros; an IPv4 address at the end is in none of the first four. */
function groupsOf(address: string): string[] {
  const [before = "", after] = address.split("::");
  const head = before === "" ? [] : before.split(":");
  if (after === undefined) return head.map(shortened);
  const tail = after === "" ? [] : after.split(":");
  const zeros = Array.from({ length: Math.max(0, GROUPS - head.length - tail.length) }, () => "0");
  return [...head, ...zeros, ...tail].map(shortened);
}

const shortened = (group: string): string => group.replace(/^0+(?=.)/, "");

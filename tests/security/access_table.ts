/** The table of SECURITY.md: who gets which answer from which route. */
import { PROJECT_ROOT } from "../helpers/project_root.ts";
import type { RouteMethod } from "./route_files.ts";

/** Who tries, as the table's columns name them. */
export const ROLES = [
  "nobody",
  "other guest",
  "other requester",
  "requester",
  "agent",
  "admin",
  "disabled",
  "revoked token",
  "reading token",
] as const;
export type Role = (typeof ROLES)[number];

/** A row: what is tried, and the answer that each role is to get. */
export interface AccessRow extends RouteMethod {
  expected: Record<Role, string>;
}

/** @throws {Error} if the table is not there, or lacks a column. */
export async function readAccessTable(): Promise<AccessRow[]> {
  const text = await Deno.readTextFile(`${PROJECT_ROOT}SECURITY.md`);
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const [head, , ...rows] = lines.slice(lines.findIndex((line) => /^\| *route/.test(line)));
  if (head === undefined) throw new Error("SECURITY.md holds no table of routes.");
  const columns = cellsOf(head);
  for (const role of ROLES) {
    if (!columns.includes(role)) throw new Error(`The table of SECURITY.md lacks "${role}".`);
  }
  return rows.map((line) => {
    const cells = cellsOf(line);
    const cell = (column: string): string => cells[columns.indexOf(column)]!.replaceAll("`", "");
    return {
      route: cell("route"),
      method: cell("method"),
      expected: Object.fromEntries(
        ROLES.map((role) => [role, cell(role)]),
      ) as AccessRow["expected"],
    };
  });
}

const cellsOf = (line: string): string[] => line.split("|").slice(1, -1).map((cell) => cell.trim());
